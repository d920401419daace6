# Passes only where a sandbox holds.
import errno, os, socket

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
with open("/tmp/probe", "w") as file:
    file.write("a temporary file")
