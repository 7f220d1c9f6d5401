"""Write the service's OpenAPI document, from which the web client's types are generated.

    python tools/openapi.py [FILE]

Without FILE it goes to standard output. The same sources give the same bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from api.main import create_api


def described() -> str:
    """The document as text, the same for the same sources."""
    document = create_api().openapi()
    document["info"]["version"] = "0"  # types do not depend on the release
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write the document to the named file or to standard output."""
    text = described()
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, "utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
