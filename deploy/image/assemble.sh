#!/bin/sh
# Lays out what the image runs: our jar, lib/, native/, java.options with its class path.
# assemble.sh TARGET HOME   TARGET: dispatcher/target after a build; HOME: where it will lie
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$(cd "$1" && pwd) home=$2
mkdir -p "$home/native" "$home/lib"
cp "$target/hookstream-dispatcher.jar" "$home/"
cp "$target"/lib/*.jar "$home/lib/"

case "$(uname -m)" in
x86_64) rocksdb=linux64 platform=linux/amd64 snappy=x86_64 ;;
aarch64) rocksdb=linux-aarch64 platform=linux/aarch64 snappy=aarch64 ;;
*)
  echo "assemble.sh: no image for $(uname -m)" >&2
  exit 1
  ;;
esac

# repack JAR MEMBER: the library that this platform loads goes to native/, which java.library.path
# names; the other platforms' go away. 85 MB of jars become 10, and nothing is unpacked at run time.
repack() {
  work=$(mktemp -d)
  (
    cd "$work"
    jar --extract --file "$1"
    cp "$2" "$home/native/"
    find . -type f \( -name '*.so' -o -name '*.dylib' -o -name '*.jnilib' -o -name '*.dll' -o -name '*.a' \) -delete
    rm "$1"
    jar --create --no-manifest --file "$1" .
  )
  rm -rf "$work"
}

repack "$(ls "$home"/lib/rocksdbjni-*.jar)" "librocksdbjni-$rocksdb.so"
repack "$(ls "$home"/lib/lz4-java-*.jar)" "net/jpountz/util/$platform/liblz4-java.so"
repack "$(ls "$home"/lib/snappy-java-*.jar)" "org/xerial/snappy/native/Linux/$snappy/libsnappyjava.so"
zstd=$(ls "$home"/lib/zstd-jni-*.jar)
version=${zstd##*/zstd-jni-}
repack "$zstd" "$platform/libzstd-jni-${version%.jar}.so"

# Jar by jar and sorted: the archive of classes is good for one order only, and a wildcard has the
# order of the file system that the image is unpacked to.
path=$home/hookstream-dispatcher.jar
for jar in "$home"/lib/*.jar; do path=$path:$home/lib/${jar##*/}; done
{
  sed "s|/opt/hookstream|$home|g" "$here/java.options"
  echo "-cp $path"
} >"$home/java.options"
