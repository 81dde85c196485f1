"""Which network addresses are the public's: a webhook may not be pointed at an office's own machines."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# What `ipaddress` calls global and no partner of ours can have.
# RFC 6890 and the IANA special-purpose registries; the metadata and wire servers that clouds put on public addresses.
_CLOSED_V4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers; Alibaba's metadata server
        "168.63.129.16/32",  # Azure's wire server
        "192.0.0.0/24",  # Oracle's metadata server
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
    )
)
_CLOSED_V6 = tuple(
    ip_network(block) for block in ("64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "fec0::/10")
)
_MAPPED = ip_network("::ffff:0:0/96")  # RFC 4291, section 2.5.5.2
_COMPATIBLE = ip_network("::/96")  # RFC 4291, section 2.5.5.1
_TRANSLATED = ip_network("::ffff:0:0:0/96")  # RFC 2765
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052
_SIX_TO_FOUR = ip_network("2002::/16")  # RFC 3056
_TEREDO = ip_network("2001::/32")  # RFC 4380


def is_public(text: str) -> bool:
    """Whether this IP address can be anybody's on the internet; one that leads to an IPv4 address is judged by that."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv4Address):
        return _is_open(address) and not any(address in block for block in _CLOSED_V4)
    inner = _embedded(address)
    if inner is not None:
        return is_public(str(inner))
    return _is_open(address) and not any(address in block for block in _CLOSED_V6)


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside: of the translations that networks use, and None for a plain IPv6 address."""
    number = int(address)
    if address in _SIX_TO_FOUR:
        return IPv4Address(number >> 80 & 0xFFFFFFFF)
    if address in _TEREDO:
        return IPv4Address(~number & 0xFFFFFFFF)
    if any(address in block for block in (_MAPPED, _COMPATIBLE, _TRANSLATED, _NAT64)):
        return IPv4Address(number & 0xFFFFFFFF)
    return None
