#!/bin/sh
# A program of another network: Playwright starts browsers by the path of one file.
exec ip netns exec "$SPORTELLO_NAMESPACE" "$SPORTELLO_INSIDE" "$@"
