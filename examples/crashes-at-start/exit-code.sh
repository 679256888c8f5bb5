#!/bin/sh
# Says why and exits with a code of its own.
echo "SHOP_DATABASE is not set" >&2
exit 42
