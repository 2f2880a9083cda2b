//! The page's colours, in both themes: what axe-core does not see, as it looks at no drawing.

use super::{TWO, page};

/// The contrast of two of the page's colours, as WCAG has it.
const CONTRAST: &str = "
    const probe = document.body.appendChild(document.createElement('i'));
    const light = (name) => {
        probe.style.color = `var(--${name})`;
        const [r, g, b] = getComputedStyle(probe).color.match(/[\\d.]+/g).map((it) => it / 255)
            .map((it) => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a, b) => {
        const [dark, bright] = [light(a), light(b)].sort((one, other) => one - other);
        return (bright + 0.05) / (dark + 0.05);
    };
    const found = pairs.filter(([a, b, least]) => contrast(a, b) < least)
        .map(([a, b, least]) => `${a} on ${b}: ${contrast(a, b).toFixed(2)} of ${least}`);
    probe.remove();
    return found;";

/// Words on whatever they may stand on.
const GROUNDS: [&str; 7] = [
    "ground",
    "panel",
    "raised",
    "hover",
    "accent-tint",
    "warn-tint",
    "alarm-tint",
];

#[test]
fn words_and_lines_stand_out_in_both_themes() {
    let mut pairs = Vec::new();
    for ground in GROUNDS {
        pairs.extend(["text", "quiet", "accent", "forged"].map(|words| (words, ground, 4.5)));
    }
    for ground in ["ground", "panel", "raised"] {
        let kinds = ["request", "reply", "tcp", "other", "pale"];
        pairs.extend(kinds.map(|words| (words, ground, 4.5)));
        pairs.extend(["link", "edge-strong"].map(|line| (line, ground, 3.0)));
    }
    pairs.push(("on-accent", "accent", 4.5));
    pairs.push(("on-accent", "accent-strong", 4.5));
    let browser = page(TWO);
    for theme in ["light", "dark"] {
        browser.prefer(&[("prefers-color-scheme", theme)]);
        let script = format!("const pairs = {}; {CONTRAST}", serde_json::json!(pairs));
        let found = browser.eval(&script);
        assert_eq!(found, serde_json::json!([]), "{theme}");
    }
    browser.finish();
}
