//! The fields of the forms, filled with what the lab says now.

use super::{Form, defaults};
use versioned_arp::addr::{Ipv4Net, MacAddr};
use versioned_arp::scenario::{Host, Keep, Scenario};

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One word.
    Word,
    /// Words between blanks.
    Words,
    /// Any text.
    Text,
    /// Some words a line.
    Lines,
    /// One of these; each as the text has it, and as people read it.
    Choice(Vec<(String, String)>),
    /// Yes or no: "yes", or nothing.
    Tick,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its word in the language.
    pub word: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// How it is filled in.
    pub kind: Kind,
    /// What is in it.
    pub value: String,
    /// What it means, or an example.
    pub hint: &'static str,
    /// Whether it stands among those that are seldom needed.
    pub seldom: bool,
    /// Whether it must say something.
    pub needed: bool,
}

fn field(
    word: &'static str,
    label: &'static str,
    kind: Kind,
    value: impl Into<String>,
    hint: &'static str,
) -> Field {
    Field {
        word,
        label,
        kind,
        value: value.into(),
        hint,
        seldom: false,
        needed: false,
    }
}

impl Field {
    fn needed(self) -> Self {
        Self {
            needed: true,
            ..self
        }
    }

    fn seldom(self) -> Self {
        Self {
            seldom: true,
            ..self
        }
    }
}

fn choices(words: &[(&str, &str)]) -> Kind {
    let choice = |(word, label): &(&str, &str)| ((*word).to_owned(), (*label).to_owned());
    Kind::Choice(words.iter().map(choice).collect())
}

fn named(names: impl Iterator<Item = String>) -> Kind {
    Kind::Choice(names.map(|name| (name.clone(), name)).collect())
}

const NAME: &str = "small letters, digits, - and _";

/// The fields of a form; none when what it is about is not there any more.
pub fn fields(form: &Form, scenario: &Scenario) -> Option<Vec<Field>> {
    Some(match form {
        Form::NewHost(_) => new_host(scenario),
        Form::NewSwitch(_) => new_switch(scenario),
        Form::Host(name) => {
            let index = scenario.hosts.iter().position(|host| host.name == *name)?;
            host(&scenario.hosts[index], index)
        }
        Form::Switch(name) => {
            let switch = scenario
                .switches
                .iter()
                .find(|switch| switch.name == *name)?;
            let permit = |it: &versioned_arp::scenario::Permit| format!("{} {}", it.ip, it.mac);
            let permits: Vec<_> = switch.permits.iter().map(permit).collect();
            let inspect = if switch.inspect { "yes" } else { "" };
            vec![
                field("name", "Name", Kind::Word, name, NAME).needed(),
                field(
                    "inspect",
                    "Inspects ARP",
                    Kind::Tick,
                    inspect,
                    "lets ARP of hosts pass only where the sender is bound",
                ),
                field(
                    "permit",
                    "Also bound",
                    Kind::Lines,
                    permits.join("\n"),
                    "an address and a MAC on each line",
                ),
            ]
        }
        Form::Link(a, b) => {
            let (a, b) = (scenario.node(a)?, scenario.node(b)?);
            link(
                &scenario.links[scenario.link_between(a, b)?]
                    .options
                    .to_string(),
            )
        }
        Form::Rename(name) => {
            scenario.node(name)?;
            vec![field("name", "Name", Kind::Word, name, NAME).needed()]
        }
        Form::Send(name) => vec![
            field(
                "to",
                "To",
                others(scenario, name, true),
                first_other(scenario, name),
                "",
            )
            .needed(),
            field("port", "Port", Kind::Word, "9", "1 to 65535").needed(),
            field("text", "Text", Kind::Text, "hello", "up to 1472 bytes"),
        ],
        Form::Claim(_) => vec![
            field(
                "ip",
                "Address",
                Kind::Word,
                defaults::address(scenario),
                "with /24 when nothing is said",
            )
            .needed(),
        ],
        Form::Forge(name) => forge(scenario, name)?,
    })
}

fn name_and_addresses(name: &str, addresses: &str) -> [Field; 2] {
    [
        field("name", "Name", Kind::Word, name, NAME).needed(),
        field(
            "addresses",
            "Addresses",
            Kind::Words,
            addresses,
            "none or more, as 192.168.3.10/24",
        ),
    ]
}

fn new_host(scenario: &Scenario) -> Vec<Field> {
    let nodes = scenario.switches.iter().map(|it| it.name.clone());
    let nodes = nodes.chain(scenario.hosts.iter().map(|it| it.name.clone()));
    let profile = scenario.hosts.last().map(|host| host.profile.word());
    let mut fields = Vec::from(name_and_addresses(
        &defaults::host_name(scenario),
        &defaults::address(scenario),
    ));
    let cable = field(
        "cable",
        "Linked to",
        named(nodes),
        defaults::first_switch(scenario),
        "",
    );
    fields.push(cable);
    fields.extend(options(&blank(profile), &defaults::mac(scenario)));
    fields
}

fn new_switch(scenario: &Scenario) -> Vec<Field> {
    let nodes = scenario
        .switches
        .iter()
        .map(|it| (it.name.clone(), it.name.clone()));
    let nodes = std::iter::once((String::new(), "nothing yet".to_owned())).chain(nodes);
    vec![
        field(
            "name",
            "Name",
            Kind::Word,
            defaults::switch_name(scenario),
            NAME,
        )
        .needed(),
        field(
            "cable",
            "Linked to",
            Kind::Choice(nodes.collect()),
            defaults::first_switch(scenario),
            "",
        ),
        field(
            "inspect",
            "Inspects ARP",
            Kind::Tick,
            "",
            "lets ARP of hosts pass only where the sender is bound",
        ),
    ]
}

fn host(host: &Host, index: usize) -> Vec<Field> {
    let addresses: Vec<_> = host.addresses.iter().map(net).collect();
    let own = host.mac != MacAddr::of_host((index + 1) as u16);
    let mac = if own {
        host.mac.to_string()
    } else {
        String::new()
    };
    let mut fields = Vec::from(name_and_addresses(&host.name, &addresses.join(" ")));
    fields.extend(options(&Options::of(host), &mac));
    fields
}

/// An address as people write it: /24 goes without saying.
fn net(net: &Ipv4Net) -> String {
    match net.prefix_len() {
        24 => net.addr().to_string(),
        _ => net.to_string(),
    }
}

/// The options of a host in words.
struct Options<'a> {
    profile: Option<&'a str>,
    words: [(&'static str, String); 10],
    forward: bool,
}

/// Those of a host of which nothing is said but its profile.
fn blank(profile: Option<&str>) -> Options<'_> {
    let words = [
        "gateway", "timeout", "retry", "tries", "capacity", "defend", "accept", "proxy", "keep",
        "from",
    ];
    Options {
        profile,
        words: words.map(|word| (word, String::new())),
        forward: false,
    }
}

impl<'a> Options<'a> {
    fn of(host: &'a Host) -> Self {
        fn said<T: ToString>(value: Option<T>) -> String {
            value.map_or(String::new(), |value| value.to_string())
        }
        let accept = host.accept.map(|all| if all { "all" } else { "known" });
        let keep = host.keep.map(|keep| match keep {
            Keep::Commits(count) => format!("{count} commits"),
            Keep::Time(time) => time.to_string(),
        });
        Self {
            profile: Some(host.profile.word()),
            words: [
                ("gateway", said(host.gateway)),
                ("timeout", said(host.timeout)),
                ("retry", said(host.retry)),
                ("tries", said(host.tries)),
                ("capacity", said(host.capacity)),
                ("defend", said(host.defend.map(|it| it.word()))),
                ("accept", said(accept)),
                ("proxy", said(host.proxy)),
                ("keep", said(keep)),
                ("from", said(host.from)),
            ],
            forward: host.forward,
        }
    }
}

fn options(options: &Options, mac: &str) -> Vec<Field> {
    let said = |word: &str| {
        let found = options.words.iter().find(|(it, _)| *it == word);
        found.map_or(String::new(), |(_, value)| value.clone())
    };
    let profiles = [
        ("rfc", "rfc: 826, 1122, 5227"),
        ("classic", "classic: MirageOS, 2015"),
        ("linux", "linux: the kernel's"),
        ("strict", "strict: own questions only"),
    ];
    let left = ("", "as the profile says");
    let defend = [
        left,
        ("ignore", "never"),
        ("cede", "gives it up at once"),
        ("once", "once"),
        ("always", "always"),
    ];
    let accept = [left, ("known", "known senders only"), ("all", "all")];
    let forward = if options.forward { "yes" } else { "" };
    vec![
        field(
            "profile",
            "Profile",
            choices(&profiles),
            options.profile.unwrap_or("rfc"),
            "",
        ),
        field(
            "gateway",
            "Gateway",
            Kind::Word,
            said("gateway"),
            "where packets for other networks go",
        ),
        field(
            "forward",
            "Router",
            Kind::Tick,
            forward,
            "passes on packets that are not for itself",
        ),
        field(
            "mac",
            "MAC",
            Kind::Word,
            mac,
            "follows from its number when empty",
        ),
        field(
            "timeout",
            "Entries live",
            Kind::Word,
            said("timeout"),
            "a time, as 60s",
        )
        .seldom(),
        field(
            "retry",
            "Asks again after",
            Kind::Word,
            said("retry"),
            "a time, as 1.5s",
        )
        .seldom(),
        field(
            "tries",
            "Requests of a query",
            Kind::Word,
            said("tries"),
            "1 to 100",
        )
        .seldom(),
        field(
            "capacity",
            "Entries at most",
            Kind::Word,
            said("capacity"),
            "1 to 65536",
        )
        .seldom(),
        field(
            "defend",
            "Defends its address",
            choices(&defend),
            said("defend"),
            "",
        )
        .seldom(),
        field(
            "accept",
            "Unsolicited packets",
            choices(&accept),
            said("accept"),
            "",
        )
        .seldom(),
        field(
            "proxy",
            "Answers also for",
            Kind::Word,
            said("proxy"),
            "a network, as 10.1.0.0/16",
        )
        .seldom(),
        field(
            "keep",
            "Keeps of its history",
            Kind::Words,
            said("keep"),
            "as 1000 commits, or 10m",
        )
        .seldom(),
        field(
            "from",
            "Starts from",
            Kind::Word,
            said("from"),
            "the id of an imported commit",
        )
        .seldom(),
    ]
}

/// The fields of a cable, from its options in words.
fn link(options: &str) -> Vec<Field> {
    let words: Vec<_> = options.split_ascii_whitespace().collect();
    let said = |word: &str| {
        let place = words.iter().position(|it| *it == word);
        place
            .and_then(|place| words.get(place + 1))
            .map_or(String::new(), |it| (*it).to_owned())
    };
    let fields = [
        ("latency", "Latency", "a time; 100us when empty"),
        ("jitter", "Jitter", "at most so much on top"),
        ("loss", "Loss", "as 5%"),
        ("duplicate", "Duplicates", "as 1%"),
        ("corrupt", "Corrupts", "flips a bit in so many, as 1%"),
        ("rate", "Rate", "as 100mbit; without limit when empty"),
    ];
    let field = |(word, label, hint)| field(word, label, Kind::Word, said(word), hint);
    fields.into_iter().map(field).collect()
}

fn others(scenario: &Scenario, name: &str, addressed: bool) -> Kind {
    let others = scenario.hosts.iter().filter(|host| host.name != name);
    let others = others.filter(|host| !addressed || !host.addresses.is_empty());
    named(others.map(|host| host.name.clone()))
}

fn first_other(scenario: &Scenario, name: &str) -> String {
    match others(scenario, name, true) {
        Kind::Choice(choices) => choices.first().map_or(String::new(), |it| it.0.clone()),
        _ => String::new(),
    }
}

/// Whom to lie to, and about what: about the address of somebody else.
fn forge(scenario: &Scenario, name: &str) -> Option<Vec<Field>> {
    let own = scenario.hosts.iter().find(|host| host.name == name)?;
    let victim = first_other(scenario, name);
    let others = scenario
        .hosts
        .iter()
        .filter(|host| host.name != name && host.name != victim);
    let address = others.flat_map(|host| host.addresses.first()).next();
    Some(vec![
        field(
            "to",
            "Victim",
            self::others(scenario, name, true),
            victim,
            "",
        )
        .needed(),
        field(
            "ip",
            "Address",
            Kind::Word,
            address.map_or(String::new(), |net| net.addr().to_string()),
            "whose it is said to be",
        )
        .needed(),
        field(
            "mac",
            "Is at",
            Kind::Word,
            own.mac.to_string(),
            "its own MAC: what is for the address comes to it",
        )
        .needed(),
    ])
}
