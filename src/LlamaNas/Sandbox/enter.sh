# Runs a command in a root of its own: what Python needs, read-only, and an empty /tmp. Called in fresh namespaces.
#   enter.sh FOLDER PREFIX COMMAND...      FOLDER: empty, becomes the root; PREFIX: where Python is installed
set -e
root=$1 prefix=$2
shift 2
mount -t tmpfs -o size=1m,nr_inodes=1k,mode=755,nosuid,nodev tmpfs "$root"
mkdir "$root/usr" "$root/dev" "$root/tmp" "$root/old"

show() {
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    mount -o remount,bind,ro,nosuid,nodev "$root$1"
}

show /usr
for part in bin sbin lib lib32 lib64 libx32; do
    if [ -L "/$part" ]; then ln -s "$(readlink "/$part")" "$root/$part"
    elif [ -d "/$part" ]; then show "/$part"
    fi
done
case $prefix in /usr | /usr/*) ;; *) show "$prefix" ;; esac
for device in null zero urandom; do
    : > "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t tmpfs -o size=16m,nr_inodes=4k,mode=1777,nosuid,nodev tmpfs "$root/tmp"

ln -s old/proc "$root/proc"    # umount looks there; it leads nowhere afterwards
cd "$root"
pivot_root . old
umount -l /old
mount -n -o remount,bind,ro /
cd /tmp
exec "$@"
