//! The page as it is published, in a real browser.
//!
//! Not a part of plain `cargo test`, which has neither the built page nor a browser; `cargo xtask
//! test` brings and builds both, and runs `cargo test --test page`.

use versioned_arp_tests::browser::Browser;

#[test]
fn the_page_starts_below_any_prefix_under_its_policy() {
    let browser = Browser::open("");
    // Trunk's loader sets it once `main` has returned.
    browser.wait_until("window.wasmBindings");
    browser.by_role("heading", "Versioned ARP");
    browser.screenshot("start");

    let policy =
        "return document.querySelector('meta[http-equiv=Content-Security-Policy]').content";
    let policy = browser.eval(policy);
    let policy = policy.as_str().expect("the page has a policy");
    assert!(
        policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    browser.finish();
}

#[test]
fn the_policy_is_in_force() {
    let browser = Browser::open("");
    browser.by_role("heading", "Versioned ARP");
    // Each is blocked at once, and the browser tells the page by which directive.
    let attacks = [
        (
            "script-src-elem",
            "const it = document.createElement('script'); it.textContent = 'hurt()'; document.body.append(it)",
        ),
        ("script-src", "setTimeout('hurt()')"),
        (
            "style-src-attr",
            "document.body.setAttribute('style', 'color: red')",
        ),
        ("img-src", "new Image().src = 'https://example.com/spy.png'"),
        (
            "connect-src",
            "fetch('https://example.com/spy').catch(() => {})",
        ),
    ];
    for (directive, attack) in attacks {
        let script = format!(
            "return new Promise(tell => {{
                const blocked = event => tell(event.effectiveDirective);
                document.addEventListener('securitypolicyviolation', blocked, {{ once: true }});
                setTimeout(() => {{ {attack} }});
            }})"
        );
        assert_eq!(browser.eval(&script), directive);
    }
}

#[test]
#[should_panic(expected = "the browser complains")]
fn what_the_browser_complains_about_fails_a_test() {
    let browser = Browser::open("");
    browser.eval("return fetch('missing.json').then(answer => answer.status)");
    browser.finish();
}
