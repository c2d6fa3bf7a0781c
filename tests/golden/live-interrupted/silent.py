"""silent.py COMMAND...: a ZooKeeper that lets sessions begin and end and answers nothing else, as one
that hangs. @ in the command is where it listens; the command gets ^C once it has asked something."""
import signal
import socket
import struct
import subprocess
import sys
import threading

PING, AUTH = -2, -4  # numbers of requests
CLOSE = -11  # what one wants


def receive(connection):
    def exactly(n):
        data = b""
        while len(data) < n:
            more = connection.recv(n - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    return exactly(struct.unpack(">i", exactly(4))[0])


def send(connection, body):
    connection.sendall(struct.pack(">i", len(body)) + body)


def serve(connection, asked):
    try:
        receive(connection)
        send(connection, struct.pack(">iiqi", 0, 15000, 1, 16) + bytes(16) + b"\0")
        while True:
            number, what = struct.unpack(">ii", receive(connection)[:8])
            if what == CLOSE:
                connection.close()
            elif number in (PING, AUTH):
                send(connection, struct.pack(">iqi", number, 1, 0))
            else:
                asked.set()
    except (EOFError, OSError):
        pass


def listen(server, asked):
    while True:
        connection = server.accept()[0]
        threading.Thread(target=serve, args=(connection, asked), daemon=True).start()


server = socket.create_server(("127.0.0.1", 0))
asked = threading.Event()
threading.Thread(target=listen, args=(server, asked), daemon=True).start()
where = "127.0.0.1:%d" % server.getsockname()[1]
command = subprocess.Popen([where if word == "@" else word for word in sys.argv[1:]])
if not asked.wait(60):
    print("nothing was asked")
command.send_signal(signal.SIGINT)
print("exit", command.wait())
