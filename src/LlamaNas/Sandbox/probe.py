# Passes only where a sandbox holds.
import os, socket, time

def fails(action):
    try:
        action()
    except OSError:
        return True
    return False

assert not os.path.exists("/etc/passwd"), "sees /etc/passwd"
assert not os.path.exists("/proc/1/root/etc/passwd"), "sees the host's files through /proc"
assert fails(lambda: open("/usr/probe", "w")) and fails(lambda: open("/probe", "w")), "writes outside /tmp"
assert fails(lambda: socket.create_connection(("192.0.2.1", 80), 1)), "has a network"
assert all(name == "lo" for _, name in socket.if_nameindex()), "has a network interface"
assert fails(lambda: os.chroot("/tmp")), "keeps the rights of root"

def fork():
    if os.fork() == 0:
        time.sleep(60)

assert fails(lambda: [fork() for _ in range(64)]), "starts any number of processes"
with open("/tmp/probe", "w") as file:
    file.write("a temporary file")
