# courant. All output goes to build/. `make help` lists the targets.
#
# CFLAGS, CPPFLAGS, LDFLAGS, PREFIX and DESTDIR are the user's; what courant needs itself stands in
# variables of its own. New sources, tests and themes are found by wildcards: no edit here.

PREFIX  ?= /usr/local
DESTDIR ?=
CFLAGS  ?= -O2 -g
BUILD   ?= build
# What servers are told of whom to ask about this program: an address.
SITE    ?=

PACKAGES       := ncursesw sqlite3 libcurl gumbo fribidi jansson uchardet libzstd
TEST_PACKAGES  := cmocka vterm expat
WARNINGS := -std=c17 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
            -Wmissing-prototypes -Wwrite-strings -Wformat=2 -Wvla
OUR_CPPFLAGS := -Iinclude -D_GNU_SOURCE -D_DEFAULT_SOURCE -D_XOPEN_SOURCE=700 \
                -DCOURANT_SITE='"$(SITE)"' -DCOURANT_DATA_DIR='"$(PREFIX)/share/courant"'
OUR_CFLAGS   := $(WARNINGS) -pthread
# ncursesw.pc says _XOPEN_SOURCE=600 and would take strdup and friends away again: include paths only.
LIB_CFLAGS   = $(shell pkg-config --cflags-only-I $(PACKAGES) 2>/dev/null)
# libcurl, uchardet and libstemmer are loaded when they are first needed (library_load): linked, they are most of a start.
LINKED_PACKAGES := $(filter-out libcurl uchardet,$(PACKAGES))
LIBS         = $(shell pkg-config --libs $(LINKED_PACKAGES) 2>/dev/null) -liniparser -lunistring -lz -lm -ldl -pthread
TEST_CFLAGS  = -Itests/support $(shell pkg-config --cflags-only-I $(TEST_PACKAGES) 2>/dev/null)
TEST_LIBS    = $(shell pkg-config --libs $(TEST_PACKAGES) 2>/dev/null) -lutil

SOURCES  := $(filter-out %_test.c %_fuzz.c src/main.c,$(wildcard src/*/*.c))
UNITS    := $(wildcard src/*/*_test.c) $(wildcard tests/*/*_test.c)
FUZZERS  := $(wildcard src/*/*_fuzz.c)
SUPPORT  := $(wildcard tests/support/*.c)
TERMINFO := $(addprefix $(BUILD)/terminfo/courant-,xterm tmux screen)
EMBEDDED := $(sort $(wildcard src/*/embed/*) $(wildcard themes/*.ini)) $(TERMINFO)

OBJECTS  := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/embed.o
TESTS    := $(UNITS:%.c=$(BUILD)/%)
SUPPORT_OBJECTS := $(SUPPORT:%.c=$(BUILD)/%.o)

.PHONY: all run test check deps deps-test install uninstall asan asan-test lint fmt bench fuzz soak clean help
.SECONDARY:
.DELETE_ON_ERROR:

all: $(BUILD)/courant

help:
	@sed -n 's/^## //p' Makefile

## make             builds build/courant
## make run         installs what is missing, builds, opens the reader
run: deps
	@$(MAKE) --no-print-directory all
	$(BUILD)/courant $(ARGS)

## make test        installs what the tests need, builds, runs every test
test: deps-test
	@$(MAKE) --no-print-directory check

check: all $(TESTS)
	@sh tests/run.sh $(BUILD) $(TESTS)

## make deps        installs the libraries (Debian), or prints the command that does
deps:
	@sh tests/deps.sh build
deps-test:
	@sh tests/deps.sh test
deps-lint:
	@sh tests/deps.sh lint

## make asan        build/asan/courant with AddressSanitizer and UBSan; make asan-test runs the tests so
SANITIZE := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
asan:
	@$(MAKE) --no-print-directory all BUILD=build/asan CFLAGS="$(SANITIZE)" LDFLAGS="-fsanitize=address,undefined"
asan-test: deps-test
	@$(MAKE) --no-print-directory check BUILD=build/asan CFLAGS="$(SANITIZE)" LDFLAGS="-fsanitize=address,undefined"

## make lint        warnings of gcc and clang as errors, the rules of the house, the formatting
lint: deps-lint
	@sh tests/lint.sh

## make fmt         formats every source with clang-format
fmt:
	clang-format -i $(shell git ls-files '*.c' '*.h')

## make bench       the figures of docs/performance.md, measured here and now
bench: deps-test
	@$(MAKE) --no-print-directory all $(BUILD)/tests/bench/bench $(BARE)
	@$(BUILD)/tests/bench/bench $(BUILD)/courant $(ARGS)

## make fuzz        libFuzzer on everything that reads outside bytes (FUZZ_S seconds each)
FUZZ_S ?= 60
fuzz: deps-lint
	@sh tests/fuzz.sh $(FUZZ_S) $(FUZZERS)

## make soak        the tests that kill, for longer: some hundred kills of each kind
soak: deps-test
	@$(MAKE) --no-print-directory all $(BUILD)/src/store/migrate_test $(BUILD)/src/store/store_test
	@COURANT_SOAK=1 TEST_TIMEOUT_S=1800 sh tests/run.sh $(BUILD) $(BUILD)/src/store/migrate_test $(BUILD)/src/store/store_test

## make install     to $(DESTDIR)$(PREFIX); make uninstall takes it away again
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/courant/themes $(DESTDIR)$(PREFIX)/share/doc/courant $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(BUILD)/courant $(DESTDIR)$(PREFIX)/bin/courant
	install -m 644 $(wildcard themes/*.ini) $(DESTDIR)$(PREFIX)/share/courant/themes
	install -m 644 README.md LICENSE $(wildcard docs/*.md) $(DESTDIR)$(PREFIX)/share/doc/courant
	install -m 644 docs/courant.1 $(DESTDIR)$(PREFIX)/share/man/man1
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/courant $(DESTDIR)$(PREFIX)/share/man/man1/courant.1
	rm -rf $(DESTDIR)$(PREFIX)/share/courant $(DESTDIR)$(PREFIX)/share/doc/courant

clean:
	rm -rf build

# ---- how things are built ----

# V=1 shows the whole commands.
Q := $(if $(V),,@)
COMPILE = $(Q)$(if $(V),,echo '  CC $<';) $(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(OUR_CFLAGS) $(LIB_CFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/courant: $(BUILD)/src/main.o $(BUILD)/libcourant.a
	$(Q)$(CC) $(LDFLAGS) $(CFLAGS) $^ -o $@ $(LIBS)

$(BUILD)/libcourant.a: $(OBJECTS)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/embed.c: $(EMBEDDED) src/base/embed.sh $(BUILD)/embed.list
	@mkdir -p $(@D)
	$(Q)sh src/base/embed.sh $(EMBEDDED) > $@

# Where there is no tic the files are empty, and the program does without direct colour.
$(TERMINFO): src/ui/courant.ti
	@mkdir -p $(@D)/$(@F).db
	@tic -x -o $(@D)/$(@F).db $< 2>/dev/null || true
	@cat $(@D)/$(@F).db/*/$(@F) > $@ 2>/dev/null || : > $@

# Changes when a file was added or taken away, so that embed.c follows.
$(BUILD)/embed.list: always
	@mkdir -p $(@D)
	@echo '$(EMBEDDED)' | cmp -s - $@ || echo '$(EMBEDDED)' > $@
.PHONY: always

$(BUILD)/embed.o: $(BUILD)/embed.c
	$(COMPILE)

$(BUILD)/src/%_test.o: src/%_test.c
	@mkdir -p $(@D)
	$(COMPILE) $(TEST_CFLAGS) -Isrc

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(COMPILE) $(TEST_CFLAGS) -Isrc

$(BUILD)/src/%.o: src/%.c
	@mkdir -p $(@D)
	$(COMPILE)

$(BUILD)/%_test: $(BUILD)/%_test.o $(SUPPORT_OBJECTS) $(BUILD)/libcourant.a
	$(Q)$(CC) $(LDFLAGS) $(CFLAGS) $^ -o $@ $(LIBS) $(TEST_LIBS)

BENCH_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/bench/*.c))
# The floors that targets refer to: small programs which link what they need and nothing of courant's.
BARE := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/bare/*.c))
$(BUILD)/tests/bench/bare/%: $(BUILD)/tests/bench/bare/%.o
	$(Q)$(CC) $(LDFLAGS) $(CFLAGS) $^ -o $@ -Wl,--as-needed -lcurl -lsqlite3 -lncursesw -ltinfo

$(BUILD)/tests/bench/bench: $(BENCH_OBJECTS) $(SUPPORT_OBJECTS) $(BUILD)/libcourant.a
	$(Q)$(CC) $(LDFLAGS) $(CFLAGS) $^ -o $@ $(LIBS) $(TEST_LIBS)

# For lint: everything compiled, nothing linked.
.PHONY: lint-objects
lint-objects: $(OBJECTS) $(BUILD)/src/main.o $(TESTS:=.o) $(SUPPORT_OBJECTS) $(BENCH_OBJECTS) $(BARE:=.o) $(FUZZERS:%.c=$(BUILD)/%.o)

-include $(OBJECTS:.o=.d) $(TESTS:=.d) $(SUPPORT_OBJECTS:.o=.d) $(BUILD)/src/main.d
