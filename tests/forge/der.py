# SPDX-License-Identifier: MIT
"""As much of DER as time stamps need."""


class Node:
    """One value: its tag, its content, and where it stands; `children` of one that is made of others."""

    def __init__(self, data, at, end):
        if at + 2 > end:
            raise ValueError("DER that ends too early")
        self.data, self.begin, self.tag = data, at, data[at]
        size, at = data[at + 1], at + 2
        if size & 0x80:
            count = size & 0x7F
            if not 0 < count < 5 or at + count > end:
                raise ValueError("a length that is none")
            size, at = int.from_bytes(data[at:at + count], "big"), at + count
        if at + size > end:
            raise ValueError("DER that ends too early")
        self.at, self.end = at, at + size

    @property
    def content(self):
        return self.data[self.at:self.end]

    @property
    def whole(self):
        return self.data[self.begin:self.end]

    @property
    def children(self):
        found, at = [], self.at
        while at < self.end:
            found.append(Node(self.data, at, self.end))
            at = found[-1].end
        return found

    def __getitem__(self, index):
        return self.children[index]


def parse(data):
    node = Node(data, 0, len(data))
    if node.end != len(data):
        raise ValueError("bytes behind the DER")
    return node


def oid(node):
    numbers, value = [], 0
    for byte in node.content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(str(number) for number in [first, numbers[0] - 40 * first, *numbers[1:]])


def header(tag, size):
    if size < 0x80:
        return bytes([tag, size])
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length


def made(tag, *parts):
    body = b"".join(parts)
    return header(tag, len(body)) + body


def token_of_response(response):
    """TimeStampResp ::= SEQUENCE { status, timeStampToken }."""
    return parse(response)[1].whole
