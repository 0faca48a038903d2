"""The benchmark: 1,000 segments refreshed by Shoal and by hand-written DuckDB SQL on the same data, same members.

`python -m bench small` takes minutes, `python -m bench full` an hour and 40 GB of disk. bench/README.md
explains the table.
"""
