"""A page with its scripts within it runs under a policy that trusts those and no other."""

from __future__ import annotations

import base64
import hashlib

from geo.files.page_policy import page_policy, with_style_rules

PAGE = (
    '<html><head><style>b{color:red}</style></head><body><i style="width:3%" class="a"></i><b style="width:3%">x</b>'
    "<script>var s = '<i style=\"width:9%\">';</script></body></html>"
)


def test_style_attributes_become_rules_and_scripts_stay_as_they_are() -> None:
    page = with_style_rules(PAGE)
    assert '<i data-look="0" class="a"></i><b data-look="0">x</b>' in page
    assert '<style>[data-look="0"][data-look]{width:3%}</style></head>' in page
    assert '<i style="width:9%">\';</script>' in page
    assert with_style_rules(page) == page


def test_the_policy_names_every_block_by_its_hash_and_nothing_unsafe() -> None:
    policy = page_policy(PAGE.replace("red", "red;\r\n"))
    for text in ("b{color:red;\n}", "var s = '<i style=\"width:9%\">';"):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy and policy.startswith("sandbox")


def test_a_page_without_blocks_may_run_nothing() -> None:
    assert "script-src 'none'; style-src 'none'" in page_policy("<p>x</p>")
