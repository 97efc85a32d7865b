/// Shell scripts that turn a fresh set of namespaces into a container and become its first process.
///
/// Each gets the path of a file into which it writes its process id, as the lab sees it, when everything is set up:
/// from then on commands can be executed in the container.
enum ContainerScripts {
  /// The first process's id is read before a `/proc` of the container's own PID namespace covers the lab's.
  private static let announceLater = """
    set -eu
    exec 3>"$1"
    read -r pid rest </proc/self/stat
    shift
    """

  /// Mounts the pod's folders below the present directory, which becomes the container's root.
  private static let mountFolders = """
    tab=$(printf '\\t')
    while IFS="$tab" read -r source target mode; do
      mkdir -p ".$target"
      mount --bind "$source" ".$target"
      [ "$mode" = rw ] || mount -o remount,bind,ro ".$target"
    done <"$root/mounts"
    """

  /// The kernel's own folders and the devices that every container has.
  private static let mountKernel = """
    mount -t proc proc proc
    mount -t sysfs -o ro sysfs sys
    for device in null zero full random urandom tty; do
      : >"dev/$device"
      mount --bind "/dev/$device" "dev/$device"
    done
    """

  /// Arguments: pid file, directory with the applets, directory for the root, host name, working directory, command….
  /// The old root is let go, so that the container sees nothing of the machine.
  static let busybox = """
    \(announceLater)
    applets=$1 root=$2 name=$3 directory=$4
    shift 4
    mount -t tmpfs -o mode=755 container "$root/rootfs"
    cd "$root/rootfs"
    mkdir bin dev etc home proc root run sys tmp usr usr/bin var var/tmp .old
    chmod 1777 tmp var/tmp
    mount --bind "$applets" bin
    \(mountKernel)
    cp "$root/etc/"* etc/
    \(mountFolders)
    busybox hostname "$name"
    pivot_root . .old
    cd /
    export PATH=/bin
    umount -l /.old
    rmdir /.old
    mkdir -p "$directory"
    cd "$directory"
    export PATH="$CONTAINER_PATH"
    unset CONTAINER_PATH
    echo "$pid" >&3
    exec 3>&-
    exec "$@"
    """

  /// Arguments: pid file, directory for the root, host name, user, group, volume group (all three empty for root),
  /// directory of the program, command….
  ///
  /// As an image that holds one program and the libraries it needs, which here are the machine's: its root can be
  /// written nowhere but in the pod's own folders, and nothing else of the machine is seen.
  static let netproof = """
    \(announceLater)
    root=$1 name=$2 user=$3 group=$4 volume=$5 program=$6
    shift 6
    mount -t tmpfs -o mode=755 container "$root/rootfs"
    cd "$root/rootfs"
    mkdir dev etc home netproof proc run sys tmp var .old
    chmod 1777 tmp
    for place in bin sbin lib lib32 lib64 libx32 usr opt; do
      if [ -L "/$place" ]; then
        cp -P "/$place" "$place"
      elif [ -d "/$place" ]; then
        mkdir "$place"
        mount --rbind "/$place" "$place"
      fi
    done
    mount --bind "$program" netproof
    \(mountKernel)
    cp "$root/etc/"* etc/
    cp /etc/ld.so.cache etc/
    \(mountFolders)
    busybox hostname "$name"
    pivot_root . .old
    cd /
    umount -l /.old
    rmdir /.old
    mount -o remount,ro /
    export PATH="$CONTAINER_PATH"
    unset CONTAINER_PATH
    echo "$pid" >&3
    exec 3>&-
    [ -n "$user" ] || exec "$@"
    exec setpriv --reuid "$user" --regid "$group" --groups "${volume:-$group}" --no-new-privs --inh-caps=-all \\
      --bounding-set=-all "$@"
    """

  /// Arguments: pid file, host name, dnsmasq's options for the pod's addresses, API host, upstream DNS address, directory
  /// of the cluster's names, directory for served files.
  ///
  /// As CoreDNS with its kubernetes plugin: it serves once the API has answered through its ClusterIP; from then on
  /// readiness stays, whatever becomes of the API or the upstream. The cache is off, so that an answer proves a path.
  /// The port is named: busybox's wget leaves it to openssl's default where the host is an IPv6 address
  /// (`networking/wget.c`, spawn_https_helper_openssl).
  static let coredns = """
    \(announceLater)
    name=$1 addresses=$2 api=$3 upstream=$4 names=$5 files=$6
    mount -t proc proc /proc
    busybox hostname "$name"
    mkdir -p "$files/health" "$files/ready"
    echo OK >"$files/health/health"
    echo OK >"$files/ready/ready"
    trap 'exit 0' TERM
    echo "$pid" >&3
    exec 3>&-
    busybox httpd -p 8080 -h "$files/health"
    until timeout 2 busybox wget -q --no-check-certificate -O /dev/null "https://$api:443/version" 2>/dev/null; do
      echo '[INFO] plugin/kubernetes: waiting for Kubernetes API before starting server'
      echo '[INFO] plugin/ready: Plugins not ready: "kubernetes"'
      sleep 0.5
    done
    busybox httpd -p 8181 -h "$files/ready"
    echo '.:53'
    echo 'CoreDNS-1.13 (netproof lab: dnsmasq)'
    exec dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --group=root --pid-file= --log-facility=- \\
      --no-resolv --no-hosts --cache-size=0 --bind-interfaces $addresses --hostsdir="$names" \\
      --local=/cluster.local/ --server="$upstream"
    """

  /// Arguments: pid file, host name, the lab's own executable, the folder of the node's WireGuard devices' sockets: the
  /// kernel's own devices, for which these stand, are seen by whoever is in the node's network. The agent stand-in itself runs in the lab; what is
  /// needed here is a place where its commands can be executed. The script waits in the background so that it can
  /// answer SIGTERM at once.
  static let cilium = """
    \(announceLater)
    name=$1 executable=$2 sockets=$3
    mount -t proc proc /proc
    busybox hostname "$name"
    mount --bind "$sockets" /run/wireguard
    mount -t tmpfs -o mode=755 agent /usr/local/bin
    for command in cilium-dbg cilium cilium-health; do ln -s "$executable" "/usr/local/bin/$command"; done
    # The machine's own would list what its kernel runs, and none of that is Cilium's: it is not in this image.
    printf '#!/bin/sh\necho "bpftool: not found" >&2\nexit 127\n' >/usr/local/bin/bpftool
    chmod 755 /usr/local/bin/bpftool
    trap 'exit 0' TERM
    echo "$pid" >&3
    exec 3>&-
    while :; do
      sleep 3600 &
      wait $! || true
    done
    """

  /// Arguments: pid file, host name, directory with the list of folders, command…. The machine's own programs in the
  /// pod's network. Folders are made below `/run` only, which is the lab's own: elsewhere they would be the machine's.
  static let tools = """
    \(announceLater)
    name=$1 root=$2
    shift 2
    mount -t proc proc /proc
    busybox hostname "$name"
    tab=$(printf '\\t')
    while IFS="$tab" read -r source target mode; do
      case $target in
        /run/*|/var/run/*) mkdir -p "$target" ;;
      esac
      [ -d "$target" ] || continue
      mount --bind "$source" "$target"
      [ "$mode" = rw ] || mount -o remount,bind,ro "$target"
    done <"$root/mounts"
    echo "$pid" >&3
    exec 3>&-
    exec "$@"
    """

  /// The image's `wget`. Debian 12's busybox-static (1.35.0-4+deb12u1) crashes on `-T SECONDS`, which published busybox
  /// images understand: the time-out is kept by `timeout` instead.
  static let wget = """
    #!/bin/sh
    seconds= count=$#
    while [ "$count" -gt 0 ]; do
      argument=$1 count=$((count - 1))
      shift
      case $argument in
        -T) seconds=$1 count=$((count - 1)); shift ;;
        -T?*) seconds=${argument#-T} ;;
        *) set -- "$@" "$argument" ;;
      esac
    done
    [ -n "$seconds" ] || exec busybox wget "$@"
    timeout "$seconds" busybox wget "$@"
    status=$?
    [ "$status" -ne 143 ] || { echo 'wget: download timed out' >&2; exit 1; }
    exit "$status"
    """
}
