//! Which elements can have a role: candidates, for the browser to decide on.
//!
//! Follows <https://www.w3.org/TR/html-aam-1.0/> for the elements that the page uses.

/// A CSS selector of all elements that may have this role.
pub fn selector(role: &str) -> String {
    let native = match role {
        "alertdialog" | "dialog" => "dialog, ",
        "article" => "article, ",
        "button" => "button, summary, input[type=button], input[type=submit], ",
        "cell" | "gridcell" => "td, ",
        "checkbox" => "input[type=checkbox], ",
        "columnheader" | "rowheader" => "th, ",
        "combobox" | "listbox" => "select, ",
        "complementary" => "aside, ",
        "contentinfo" => "footer, ",
        "form" => "form, ",
        "group" => "fieldset, details, ",
        "heading" => "h1, h2, h3, h4, h5, h6, ",
        "img" | "image" | "graphics-document" => "img, svg, ",
        "link" => "a[href], ",
        "list" => "ul, ol, menu, ",
        "listitem" => "li, ",
        "main" => "main, ",
        "navigation" => "nav, ",
        "option" => "option, ",
        "progressbar" => "progress, ",
        "radio" => "input[type=radio], ",
        "region" => "section, ",
        "row" => "tr, ",
        "searchbox" => "input[type=search], ",
        "slider" => "input[type=range], ",
        "spinbutton" => "input[type=number], ",
        "status" => "output, ",
        "table" | "grid" => "table, ",
        "textbox" => "textarea, input:not([type]), input[type=text], input[type=url], ",
        _ => "",
    };
    format!("{native}[role={role}]")
}

#[cfg(test)]
mod tests {
    use super::selector;

    #[test]
    fn candidates_are_those_that_say_so_and_those_that_are_so() {
        assert_eq!(selector("tab"), "[role=tab]");
        assert_eq!(selector("slider"), "input[type=range], [role=slider]");
    }
}
