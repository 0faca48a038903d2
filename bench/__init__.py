"""The benchmark: 1,000 segments refreshed by Shoal and by hand-written DuckDB SQL on the same data, same members.

`python -m bench small` takes less than a minute, `python -m bench full` a quarter of an hour and 12 GB of disk.
bench/README.md explains the table.
"""
