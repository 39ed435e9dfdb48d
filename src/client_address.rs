//! Where a request came from: for limits, and for the audit trail.
//!
//! Anybody can write `X-Forwarded-For`. What it says counts only when a proxy that the configuration names sent it, and
//! only what such a proxy wrote: each adds at the end whom it heard, and what stands before may be anybody's invention.

use std::{
    iter,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use actix_web::{HttpRequest, http::header};
use ipnet::{IpNet, Ipv4Net};

/// The nearest address that is no proxy of ours.
pub fn of(request: &HttpRequest, proxies: &[IpNet]) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip()) else { return String::new() };
    let headers = request.headers().get_all(header::X_FORWARDED_FOR).filter_map(|value| value.to_str().ok());
    let forwarded: Vec<&str> = headers.flat_map(|value| value.split(',')).collect();
    let hops = iter::once(peer).chain(forwarded.into_iter().rev().map_while(hop)).map(|hop| hop.to_canonical());
    let mut nearest = peer.to_canonical();
    for hop in hops {
        nearest = hop;
        if !proxies.iter().any(|network| network.contains(&hop)) {
            break;
        }
    }
    nearest.to_string()
}

/// An entry of `X-Forwarded-For`; some proxies write the port, too, or put brackets around an address of IPv6.
fn hop(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let bare = entry.strip_prefix('[').and_then(|entry| entry.strip_suffix(']')).unwrap_or(entry);
    bare.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// This machine: what is believed unless the configuration names others.
pub fn loopback() -> Vec<IpNet> {
    vec![Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8).into(), IpAddr::V6(Ipv6Addr::LOCALHOST).into()]
}

/// An address or a network, as `192.0.2.7` or `10.0.0.0/8`. IPv4 within IPv6 is IPv4.
pub fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let network = match text.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address),
        Err(_) => text.parse().map_err(|_| format!("{text:?} is no address and no network, such as 10.0.0.0/8"))?,
    };
    Ok(match network {
        IpNet::V6(mapped) => mapped
            .addr()
            .to_ipv4_mapped()
            .zip(mapped.prefix_len().checked_sub(96))
            .and_then(|(address, length)| Ipv4Net::new(address, length).ok())
            .map_or(network, IpNet::V4),
        IpNet::V4(_) => network,
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const LOOPBACK: &str = "127.0.0.0/8,::1";

    fn seen(proxies: &str, peer: &str, headers: &[(&str, &str)]) -> String {
        let proxies: Vec<_> = proxies.split(',').map(|proxy| network(proxy).unwrap()).collect();
        let mut request = TestRequest::default().peer_addr(SocketAddr::new(peer.parse().unwrap(), 4711));
        for header in headers {
            request = request.append_header(*header);
        }
        of(&request.to_http_request(), &proxies)
    }

    #[test]
    fn an_address_is_what_our_own_proxy_heard_and_not_what_the_browser_says() {
        let said = |text| seen(LOOPBACK, "127.0.0.1", &[("X-Forwarded-For", text)]);
        assert_eq!(said("192.0.2.7"), "192.0.2.7");
        assert_eq!(said("203.0.113.9, 192.0.2.7"), "192.0.2.7");
        assert_eq!(said("203.0.113.9, 192.0.2.7, 127.0.0.3"), "192.0.2.7", "two proxies of ours");
        assert_eq!(said("nonsense, 192.0.2.7:1234"), "192.0.2.7");
        assert_eq!(said("nonsense, [2001:db8::7]"), "2001:db8::7");
        assert_eq!(said("nonsense, [2001:db8::7]:443"), "2001:db8::7");
        assert_eq!(said("192.0.2.7, nonsense"), "127.0.0.1");
        assert_eq!(said("::ffff:192.0.2.7"), "192.0.2.7");
        let twice = [("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", "192.0.2.7")];
        assert_eq!(seen(LOOPBACK, "::1", &twice), "192.0.2.7");
        assert_eq!(seen(LOOPBACK, "127.0.0.1", &[("Forwarded", "for=203.0.113.9")]), "127.0.0.1");
    }

    #[test]
    fn only_proxies_that_the_configuration_names_are_believed_private_or_not() {
        let header = [("X-Forwarded-For", "203.0.113.9")];
        for stranger in ["10.1.2.3", "172.17.0.1", "192.168.1.1", "198.51.100.1", "fd00::1", "2001:db8::1"] {
            assert_eq!(seen(LOOPBACK, stranger, &header), stranger);
            assert_eq!(seen(stranger, stranger, &header), "203.0.113.9", "{stranger} is named");
            // On the way, too: a colleague's machine is nobody's proxy.
            let through = format!("203.0.113.9, {stranger}");
            assert_eq!(seen(LOOPBACK, "127.0.0.1", &[("X-Forwarded-For", &through)]), stranger);
        }
        assert_eq!(seen("198.51.100.0/24", "198.51.100.7", &header), "203.0.113.9");
        assert_eq!(seen("198.51.100.0/24", "198.51.101.7", &header), "198.51.101.7");
        assert_eq!(seen("2001:db8::/32", "2001:db8:1::7", &header), "203.0.113.9");
        assert_eq!(seen("10.0.0.0/8", "127.0.0.1", &header), "127.0.0.1", "whoever is named takes the default's place");
    }

    #[test]
    fn an_address_of_ipv4_within_ipv6_is_the_same_address() {
        let header = [("X-Forwarded-For", "203.0.113.9")];
        for proxies in ["10.0.0.0/8", "::ffff:10.0.0.0/104", "::ffff:10.1.2.3", " 10.1.2.3 "] {
            assert_eq!(seen(proxies, "::ffff:10.1.2.3", &header), "203.0.113.9", "{proxies}");
            assert_eq!(seen(proxies, "10.1.2.3", &header), "203.0.113.9", "{proxies}");
        }
        assert_eq!(seen(LOOPBACK, "::ffff:10.1.2.3", &header), "10.1.2.3");
        for nonsense in ["", "10.0.0.0/33", "everybody", "10.0.0"] {
            assert!(network(nonsense).is_err(), "{nonsense}");
        }
    }
}
