//! The content security policy of the published page: what the browser may run and load.
//!
//! It goes into the page itself, as a static host may not let us set headers. Trunk's loader is a
//! script inside the page; it is allowed by its hash, and nothing else inline is. Follows
//! <https://www.w3.org/TR/CSP3/>.

use crate::first_view::in_head;
use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Everything comes from where the page comes from. `data:` images are icons in style sheets. No
/// text becomes markup or code, but for the address of the worker (`static/offline.js`).
const BESIDES_SCRIPTS: &str = "style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; \
     base-uri 'none'; form-action 'none'; \
     require-trusted-types-for 'script'; trusted-types offline";

/// The page with its policy as the first thing in its head: it holds for what follows it.
pub fn add_policy(html: &str) -> Result<String> {
    let policy = policy(html);
    in_head(
        html,
        &format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"),
    )
}

fn policy(html: &str) -> String {
    let hashes: String = inline_scripts(html)
        .map(|script| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script))))
        .collect();
    format!("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; {BESIDES_SCRIPTS}")
}

/// The text of each script that is in the page rather than in a file.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=")).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><head><title>A</title></head><body>\
        <script type=\"module\">alert(1)</script><script src=\"./a.js\"></script></body></html>";

    #[test]
    fn scripts_in_the_page_are_found_and_those_in_files_are_not() {
        assert_eq!(inline_scripts(PAGE).collect::<Vec<_>>(), ["alert(1)"]);
    }

    #[test]
    fn an_inline_script_is_allowed_by_the_hash_of_its_text() {
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        let hash = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
        assert!(policy(PAGE).contains(&format!("'wasm-unsafe-eval' {hash};")));
    }

    #[test]
    fn nothing_inline_is_allowed_wholesale() {
        let policy = policy(PAGE);
        assert!(policy.starts_with("default-src 'none'; "));
        assert!(!policy.contains("unsafe-inline"));
        assert!(!policy.contains("'unsafe-eval'"));
        assert!(policy.contains("require-trusted-types-for 'script'"));
    }

    #[test]
    fn the_policy_comes_before_all_that_it_governs() {
        let page = add_policy(PAGE).unwrap();
        assert!(page.starts_with("<html><head>\n    <meta http-equiv=\"Content-Security-Policy\""));
        assert!(page.ends_with(&PAGE["<html><head>".len()..]));
        assert!(add_policy("<p>no head</p>").is_err());
    }
}
