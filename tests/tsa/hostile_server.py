# SPDX-License-Identifier: MIT
"""A web server on loopback that behaves as its one argument says, badly in each. Prints its port, serves until the
client has gone, and ends; after half a minute it ends in any case."""

import socket
import sys
import time

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\n"


def endlessly(connection, piece):
    while True:
        connection.sendall(piece)


def drip(connection):
    connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
    while True:
        connection.sendall(b"0")
        time.sleep(0.1)


def silence(connection):
    while connection.recv(4096):
        pass


WAYS = {
    "drip": drip,
    "silence": silence,
    "headers": lambda c: (c.sendall(HEAD), endlessly(c, b"X-More: " + b"y" * 8000 + b"\r\n")),
    "interim": lambda c: endlessly(c, b"HTTP/1.1 103 Early Hints\r\nX: " + b"y" * 1000 + b"\r\n\r\n"),
    "body": lambda c: (c.sendall(HEAD + b"Content-Length: 1073741824\r\n\r\n"), endlessly(c, bytes(65536))),
    "unsized": lambda c: (c.sendall(HEAD + b"Connection: close\r\n\r\n"), endlessly(c, bytes(65536))),
    "chunks": lambda c: (c.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n"), endlessly(c, b"zz\r\nnot a chunk\r\n")),
    "cut": lambda c: c.sendall(HEAD + b"Content-Length: 1000\r\n\r\nhalf"),
    "no_http": lambda c: c.sendall(b"220 mail.example.org ESMTP\r\n" * 10),
    "packed": lambda c: c.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
    "error": lambda c: c.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nlate"),
    "elsewhere": lambda c: c.sendall(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"),
    "to_a_file": lambda c: c.sendall(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"),
}


def serve(way):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        print(server.getsockname()[1], flush=True)
        # Only a client that is sent elsewhere comes again; one that has gone is not waited for long.
        for _ in range(10 if way in ("elsewhere", "to_a_file") else 1):
            try:
                connection, _ = server.accept()
            except TimeoutError:
                return
            server.settimeout(1)
            with connection:
                connection.settimeout(30)
                try:
                    connection.recv(65536)
                    WAYS[way](connection)
                except OSError:
                    pass  # it has gone


if __name__ == "__main__":
    serve(sys.argv[1])
