# Short names; the work is in build-tools/, packaging/ and Maven. `make run` and `make test` are the two to know.
MVN ?= mvn -B -ntp
BUILD := build-tools/with-jdk $(MVN)
# Maven runs only when one of these is newer than the tree it made.
SOURCES := $(shell find pom.xml examples packaging/launcher packaging/assemble packaging/train */pom.xml */src/main -type f 2>/dev/null)

.DEFAULT_GOAL := run
PACKAGING := $(shell find packaging docs/man docs/*.md -type f -not -path 'packaging/target/*' 2>/dev/null)
.PHONY: run tree test test-full dist bench bench-micro demo soak clean

## Build what is missing, start the example in the foreground; ctrl-C ends it and its processes
run: target/dist.stamp
	@exec build-tools/run

target/dist.stamp: $(SOURCES)
	@echo "building (the first time takes some minutes)"
	@$(BUILD) package -pl packaging -am -Dmaven.test.skip=true

## The runnable tree in target/jsupervisor alone
tree: target/dist.stamp
	@echo "target/jsupervisor is ready"

## The tree, and from it the packages with a Java of their own: tarball, .deb, list of parts, checksums
dist: target/release.stamp
	@cd target && ls -1d jsupervisor $$(cut -d ' ' -f 3 SHA256SUMS) SHA256SUMS

target/release.stamp: target/dist.stamp $(PACKAGING)
	@$(BUILD) -q package -pl packaging -am -Dmaven.test.skip=true -Dsbom.skip=false
	@packaging/release

## All quick proofs; needs root or sudo once, for the app servers and proxies the stories start
test:
	@build-tools/install-test-deps
	@$(BUILD) verify $(if $(CI),-Dformat.mode=check)

## The slow proofs: large numbers, long runs, the package in a machine of its own; and that the benchmarks compile
test-full: target/release.stamp
	@build-tools/install-test-deps debootstrap systemd-container lintian gcc libc6-dev
	@$(BUILD) verify $(if $(CI),-Dformat.mode=check) -Pbench -Dgroups=slow -DexcludedGroups=none -Dtest.parallel=false

## Figures beside supervisord's, runit's and s6's, in turns on this machine: half an hour; QUICK=1: a few minutes. BENCH: words for bench/bench.py
bench: target/dist.stamp
	@build-tools/install-test-deps runit s6 gcc libc6-dev
	@exec python3 bench/bench.py $(if $(QUICK),--quick) $(BENCH)

## Times and bytes allocated of what is ours and hot, by JMH; MICRO: words for it, such as Log -f 1
bench-micro:
	@$(BUILD) -q package -Pbench -pl bench/micro -am -Dmaven.test.skip=true
	@exec build-tools/bench-micro $(MICRO)

## nginx in front of three workers of each app server, its upstreams kept in step; ctrl-C ends it all. PROXY=apache, PROXY=haproxy too
demo: target/dist.stamp
	@build-tools/install-test-deps
	@exec build-tools/demo $(PROXY)

## Crashes, floods, clients and reloads for half an hour (MINUTES=30): memory, descriptors and threads must stay flat
soak: target/dist.stamp
	@build-tools/install-test-deps gcc libc6-dev
	@exec python3 bench/soak.py $(MINUTES)

clean:
	@$(BUILD) clean
	@rm -rf target
