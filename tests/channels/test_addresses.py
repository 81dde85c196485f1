from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.addresses import is_public

PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
PRIVATE = {
    "loopback": "127.0.0.1",
    "all of loopback": "127.255.0.3",
    "loopback in IPv6": "::1",
    "this host": "0.0.0.0",
    "unspecified": "::",
    "private A": "10.1.2.3",
    "private B": "172.31.255.255",
    "private C": "192.168.1.1",
    "link-local": "169.254.1.1",
    "metadata of most clouds": "169.254.169.254",
    "metadata at AWS in IPv6": "fd00:ec2::254",
    "metadata at Alibaba": "100.100.100.200",
    "metadata at Oracle": "192.0.0.192",
    "wire server at Azure": "168.63.129.16",
    "carrier-grade": "100.64.0.1",
    "benchmarks": "198.18.0.1",
    "documentation": "192.0.2.1",
    "multicast": "224.0.0.1",
    "multicast beyond": "239.255.255.250",
    "broadcast": "255.255.255.255",
    "reserved": "240.0.0.1",
    "link-local in IPv6": "fe80::1",
    "link-local with its interface": "fe80::1%eth0",
    "unique local": "fc00::1",
    "site-local": "fec0::1",
    "multicast in IPv6": "ff02::1",
    "documentation in IPv6": "2001:db8::1",
    "loopback mapped": "::ffff:127.0.0.1",
    "loopback mapped, in hexadecimal": "::ffff:7f00:1",
    "metadata mapped": "::ffff:169.254.169.254",
    "loopback, compatible form": "::127.0.0.1",
    "loopback translated": "::ffff:0:127.0.0.1",
    "loopback by NAT64": "64:ff9b::7f00:1",
    "private by local NAT64": "64:ff9b:1::a00:1",
    "private by 6to4": "2002:a00:1::1",
    "loopback by Teredo": "2001:0:4136:e378:8000:63bf:80ff:fffe",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE)
def test_whatever_leads_into_the_house_is_not(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_a_wrapped_address_is_as_public_as_what_is_in_it(inner: IPv4Address) -> None:
    number = int(inner)
    wrapped = (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80)
    assert {is_public(str(IPv6Address(one))) for one in wrapped} == {is_public(str(inner))}
