//! The page.

use yew::prelude::*;

#[component]
fn App() -> Html {
    html! { <main><h1>{ "Versioned ARP" }</h1></main> }
}

fn main() {
    yew::Renderer::<App>::new().render();
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use super::App;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    async fn the_page_names_itself() {
        let document = web_sys::window().and_then(|window| window.document());
        let document = document.expect("a browser runs this");
        let root = document.create_element("div").expect("div is a valid name");
        yew::Renderer::<App>::with_root(root.clone()).render();
        yew::platform::time::sleep(std::time::Duration::ZERO).await;
        assert_eq!(root.text_content().as_deref(), Some("Versioned ARP"));
    }
}
