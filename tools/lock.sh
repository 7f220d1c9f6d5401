set -e
uv=.venv/bin/uv
$uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml --group build -o requirements/run.txt
$uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml --group build --group test --group check -c requirements/run.txt -o requirements/dev.txt
printf 'uv\n' | $uv pip compile -q --universal --generate-hashes --no-header --no-annotate - -o requirements/uv.txt
$uv pip compile -q --universal --generate-hashes --no-header --no-annotate --group bench -o requirements/bench.txt
