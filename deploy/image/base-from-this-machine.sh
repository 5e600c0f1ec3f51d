#!/bin/sh
# A stand-in for eclipse-temurin:25-jre where no registry can be reached: a run-time image of a JDK 25 on this machine,
# the libraries it needs, and a shell. For tests; what is shipped is built on the real one.
#   base-from-this-machine.sh JDK IMAGE
set -eu

jdk=${1:?a JDK 25}
image=${2:?the name of the image to make}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

mkdir -p "$root/opt/java" "$root/bin" "$root/usr/bin" "$root/usr/share" "$root/etc" "$root/tmp"
chmod 1777 "$root/tmp"
"$jdk/bin/jlink" --compress=zip-0 --strip-debug --no-header-files --no-man-pages --generate-cds-archive \
  --add-modules java.se,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.jcmd,jdk.jfr,jdk.management,jdk.management.agent,jdk.naming.dns,jdk.charsets,jdk.net,jdk.nio.mapmode,jdk.security.auth,jdk.attach,jdk.localedata \
  --output "$root/opt/java/openjdk"

# what the programs in it are linked with
find "$root/opt/java/openjdk" -type f \( -name '*.so' -o -perm -100 \) -exec ldd {} \; 2>/dev/null |
  sed -n 's/.*\(=> \|^\t\)\(\/[^ ]*\) (.*/\2/p' | grep -v "^$root" | sort -u |
  while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
  done
# what PostgreSQL of the rehearsal and the resolver load
for library in /lib/x86_64-linux-gnu/libstdc++.so.6 /usr/lib/x86_64-linux-gnu/libstdc++.so.6 /lib/x86_64-linux-gnu/libgcc_s.so.1 /lib/x86_64-linux-gnu/libnss_files.so.2 /lib/x86_64-linux-gnu/libnss_dns.so.2 /lib/x86_64-linux-gnu/librt.so.1 \
  /lib/x86_64-linux-gnu/libdl.so.2 /lib/x86_64-linux-gnu/libpthread.so.0 /lib/x86_64-linux-gnu/libresolv.so.2; do
  [ ! -e "$library" ] || { mkdir -p "$root$(dirname "$library")" && cp -L "$library" "$root$library"; }
done
cp -a /usr/share/zoneinfo "$root/usr/share/"
cp /bin/busybox "$root/bin/busybox"
for program in sh id true kill sleep cat; do ln -s busybox "$root/bin/$program"; done
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/tmp:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"

tar -C "$root" --numeric-owner --owner=0 --group=0 -c . |
  podman import --change 'ENV JAVA_HOME=/opt/java/openjdk' --change 'ENV PATH=/opt/java/openjdk/bin:/usr/bin:/bin' \
    --change 'ENV LANG=C.UTF-8' - "$image"
