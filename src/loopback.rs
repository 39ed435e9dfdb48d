//! Which addresses lead back to this machine, so that what is sent there in the clear stays here. No I/O.

use std::net::IpAddr;

use url::{Host, Url};

/// Whether nobody but this machine is spoken to. A name is believed only when no server decides where it leads.
pub fn is_meant(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
        // Of schemes that are not the web's, `url` leaves an address of IPv4 as it is written.
        Some(Host::Domain(name)) => {
            name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_recognised_however_it_is_written_and_no_other() {
        for scheme in ["http", "https", "smtp"] {
            let is_meant = |host: &str| is_meant(&format!("{scheme}://{host}:8080/x").parse().unwrap());
            for host in ["localhost", "LocalHost", "127.0.0.1", "127.1.2.3", "[::1]", "[0:0::1]", "[::ffff:127.0.0.1]"]
            {
                assert!(is_meant(host), "{scheme} {host}");
            }
            for host in [
                "localhost.company.example",
                "mail.localhost.example",
                "127.0.0.1.company.example",
                "128.0.0.1",
                "0.0.0.0",
                "10.0.0.1",
                "[::]",
                "[::2]",
                "[::ffff:10.0.0.1]",
                "company.example",
            ] {
                assert!(!is_meant(host), "{scheme} {host}");
            }
        }
    }
}
