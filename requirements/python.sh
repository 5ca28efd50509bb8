# Sets $python to a Python that is new enough; read by ./start and ./test.
python=''
for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$name" >/dev/null 2>&1 &&
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "Alongside needs Python 3.11 or newer. The missing package is python3." >&2
    exit 1
fi
