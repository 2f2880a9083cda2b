//! Names for things that are counted: hosts, switches and links of one lab, in the order of its
//! text. An id indexes the scenario's own lists.

macro_rules! index_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u16);

        impl $name {
            /// The first of its list.
            pub const FIRST: Self = Self(0);

            /// The id of the thing at `index` of its list. The language's limits keep every list
            /// far below 65,536.
            pub fn new(index: usize) -> Self {
                Self(u16::try_from(index).expect("the language's limits keep lists short"))
            }

            /// The index in the scenario's list.
            pub fn index(self) -> usize {
                self.0.into()
            }
        }
    };
}

index_newtype!(
    /// A host of the lab.
    HostId
);
index_newtype!(
    /// A switch of the lab.
    SwitchId
);
index_newtype!(
    /// A link of the lab.
    LinkId
);

/// Either end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeId {
    /// A host.
    Host(HostId),
    /// A switch.
    Switch(SwitchId),
}
