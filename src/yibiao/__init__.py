"""One table per grassroots unit. 基层一张表"""

__version__ = "0.1.0"
