//! What hosts say to each other: listed as of the moment, selected, followed as a stream.

use super::{ESCAPE, HOME, page};
use versioned_arp_tests::browser::Browser;

/// A ping, two words over TCP, and a datagram for nobody.
const TALK: &str = "\
host ann 10.0.0.1
host bob 10.0.0.2
at 0s bob serve 443
at 1s ann ping bob
at 2s ann say bob:443 \"<b>hello</b>\"
at 3s ann say bob:443 \"again\"
at 4s ann send 10.0.0.9:53 \"anybody?\"
end 9s
";

/// The rows, without the columns' heads, each on a line.
fn rows(browser: &Browser) -> Vec<String> {
    let rows = browser.all_by_role("row");
    let texts = rows.iter().map(|row| row.text().replace('\n', " "));
    texts.skip(1).collect()
}

fn seek(browser: &Browser, seconds: f64) {
    browser.eval(&format!("return lab.seek({seconds})"));
}

/// Selects the first frame of the list by key.
fn first_frame(browser: &Browser) {
    browser.by_role("grid", "Frames").click();
    browser.press(HOME);
}

fn messages(browser: &Browser) {
    browser.by_role("button", "Messages").click();
    browser.by_role("region", "Messages");
}

#[test]
fn who_said_what_to_whom_and_what_became_of_it_moves_with_the_scrubber() {
    let browser = page(TALK);
    messages(&browser);
    seek(&browser, 2.0);
    browser.wait_until("document.querySelector('.messages .count').textContent === '2 of 4 said'");
    let now = rows(&browser);
    assert_eq!(now[0], "1.000000 ann bob ping answered");
    assert_eq!(now[1], "2.000000 ann bob TCP 443 <b>hello</b> waiting");
    assert!(now[2].ends_with("again to come"), "{now:?}");
    seek(&browser, 9.0);
    let all = "'4 of 4 said, 1 lost or failed'";
    browser.wait_until(&format!(
        "document.querySelector('.messages .count').textContent === {all}"
    ));
    let end = rows(&browser);
    assert!(end[1].ends_with("<b>hello</b> echoed"), "{end:?}");
    assert_eq!(end[3], "4.000000 ann 10.0.0.9 UDP 53 anybody? failed");
    browser.screenshot("messages");
    browser.finish();
}

#[test]
fn a_selected_message_tells_its_story_and_lights_its_frames() {
    let browser = page(TALK);
    messages(&browser);
    seek(&browser, 9.0);
    let row = browser.all_by_role("row").swap_remove(2);
    row.click();
    let detail = browser.by_role("region", "Message from ann to bob");
    assert!(
        detail.text().contains("Its echo is back"),
        "{}",
        detail.text()
    );
    let link = browser.eval("return lab.link()");
    assert!(
        link.as_str()
            .is_some_and(|it| it.contains("&sel=message%3A") || it.contains("&sel=message:")),
        "{link}"
    );
    browser.by_role("button", "Packets").click();
    // There and back.
    browser.wait_until("document.querySelectorAll('.packet.lit').length === 2");
    first_frame(&browser);
    browser.by_role("region", "Frame 1");
    browser.press(ESCAPE);
    browser.finish();
}

#[test]
fn a_stream_is_followed_from_its_message_and_from_a_packet_as_text() {
    let browser = page(TALK);
    messages(&browser);
    seek(&browser, 9.0);
    browser.all_by_role("row").swap_remove(2).click();
    browser.by_role("button", "Follow TCP stream").click();
    let stream = browser.by_role("region", "TCP stream 0");
    let filter = browser.by_role("combobox", "Display filter");
    assert_eq!(filter.property("value"), "tcp.stream == 0");
    let said =
        "[...document.querySelectorAll('.stream-parts pre')].map(it => it.textContent).join('|')";
    let said = browser.eval(&format!("return {said}"));
    assert_eq!(said, "<b>hello</b>|<b>hello</b>|again|again");
    assert!(
        stream.text().contains("17 bytes, 17 bytes back"),
        "{}",
        stream.text()
    );
    browser.screenshot("stream");
    browser.by_role("button", "Close the stream").click();
    // The packets stay narrowed; the first of them leads there again.
    first_frame(&browser);
    browser.by_role("button", "Follow TCP stream").click();
    browser.by_role("region", "TCP stream 0");
    browser.finish();
}

#[test]
fn the_menu_of_a_host_leads_to_its_messages_and_silence_is_said() {
    let browser = page("host ann 10.0.0.1\nhost bob 10.0.0.2\nend 5s\n");
    browser
        .by_role("button", "Host bob, 10.0.0.2, 0 entries")
        .click();
    browser.by_role("button", "More acts").click();
    browser.by_role("menuitem", "Its messages").click();
    browser.by_role("region", "Messages");
    let said = "document.querySelector('.messages .nobody')?.textContent";
    browser.wait_until(&format!(
        "{said} === 'bob says nothing, and is told nothing.'"
    ));
    let everybody = "const it = document.querySelector('.messages .watcher'); it.value = ''; \
        it.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.eval(everybody);
    browser.wait_until(&format!("{said}.startsWith('Nobody says anything')"));
    browser.finish();
}

#[test]
fn messages_have_room_on_a_phone() {
    let browser = page(TALK);
    browser.resize(390, 844);
    messages(&browser);
    seek(&browser, 9.0);
    browser.wait_until("document.documentElement.scrollWidth <= 390");
    browser.all_by_role("row").swap_remove(2).click();
    browser.by_role("region", "Message from ann to bob");
    browser.screenshot("phone-messages");
    browser.finish();
}

#[test]
fn a_switch_says_what_it_refused_and_why() {
    let browser = page(
        "\
switch lan inspect
host ann 10.0.0.1
host eve 10.0.0.6
at 1s eve arp reply from 02:00:00:00:00:02 10.0.0.9 to 02:00:00:00:00:01 10.0.0.1
end 5s
",
    );
    let switch = "Switch lan, knows 0 MACs, inspects ARP, has refused ";
    browser.by_role("button", &format!("{switch}0"));
    seek(&browser, 1.0001);
    browser.screenshot("refused");
    // Once the frame glows no longer before it.
    seek(&browser, 2.0);
    browser.by_role("button", &format!("{switch}1")).click();
    browser
        .by_role("button", "inspects ARP · 1 refused")
        .click();
    let entry = browser.all_by_role("menuitem").remove(0);
    assert!(
        entry
            .text()
            .contains("10.0.0.9 is not bound to 02:00:00:00:00:02")
    );
    entry.click();
    let frame = browser.by_role("region", "Frame 1");
    assert!(
        frame.text().contains("refused: lan inspects ARP"),
        "{}",
        frame.text()
    );
    browser.finish();
}
