#!/bin/sh
# Code size of the library, as a Markdown table: octets of code and constants with -Os.
#
#   sizes.sh FOLDER      the folder takes what is built
#
# A module's row is its object file; the totals are linked, without what they do not call.
set -eu
build=$1
mkdir -p "$build"

both_ways="receiver_start kiss_receive kiss_begin kiss_put kiss_end
    crc16_ibm_sdlc_verify crc16_ibm_sdlc_begin crc16_ibm_sdlc_put crc16_ibm_sdlc_end"
sending="packet_header put_u32 put_u16 crc16_ibm_sdlc_put kiss_put slip_put"
receiving="kiss_receive slip_receive receiver_delimit receiver_damage"
with_commands="$both_ways packet_header command_read commands_start commands_obey acknowledge"

targets="Cortex-M0 Cortex-M3 AVR"

compiler_of() {
    case $1 in
    Cortex-M0) echo "arm-none-eabi-gcc -mcpu=cortex-m0 -mthumb" ;;
    Cortex-M3) echo "arm-none-eabi-gcc -mcpu=cortex-m3 -mthumb" ;;
    AVR) echo "avr-gcc -mmcu=atmega328p" ;;
    esac
}

# compile TARGET OPTION SOURCE...: into $build/TARGET
compile() {
    compiler=$(compiler_of "$1")
    folder="$build/$1"
    option="$2"
    shift 2
    mkdir -p "$folder"
    for source in "$@"; do
        $compiler -std=c99 -Os -ffreestanding -ffunction-sections -fdata-sections \
            -fstack-usage ${option:+-D$option} -c "$source" \
            -o "$folder/$(basename "$source" .c).o"
    done
}

# code FILE TARGET, ram FILE TARGET: what `size` says of an object or a linked image
code() { size_of "$2" "$1" | awk 'NR == 2 { print $1 }'; }
ram() { size_of "$2" "$1" | awk 'NR == 2 { print $2 + $3 }'; }
size_of() { "$(compiler_of "$1" | sed 's/-gcc.*//')-size" "$2"; }

# link TARGET SYMBOLS: $build/TARGET/linked holds these functions and what they call
link() {
    roots=""
    for symbol in $2; do roots="$roots -Wl,-u,cupola_$symbol"; done
    # shellcheck disable=SC2086
    $(compiler_of "$1") -nostdlib -Wl,--gc-sections -Wl,-e,cupola_receiver_start $roots \
        "$build/$1"/*.o -lgcc -o "$build/$1/linked"
}

# row TITLE COMMAND...: one cell for each target that is there
row() {
    printf '| %s |' "$1"
    shift
    for target in $present; do printf ' %s |' "$("$@" "$target")"; done
    printf '\n'
}

module() { code "$build/$2/$1.o" "$2"; }
linked() { link "$2" "$1" && code "$build/$2/linked" "$2"; }
with_table() {
    compile "$2" CUPOLA_CRC_TABLE cupola/crc.c
    linked "$1" "$2"
    compile "$2" "" cupola/crc.c
}
all_ram() {
    for object in "$build/$1"/*.o; do ram "$object" "$1"; done | awk '{ n += $1 } END { print n }'
}
# The stack of functions that call one another.
stack() {
    for symbol in $1; do
        grep -h ":cupola_$symbol$(printf '\t')" "$build/$2"/*.su
    done | awk '{ n += $2 } END { print n }'
}
version() { $(compiler_of "$1") -dumpversion; }

present=""
for target in $targets; do
    if command -v "$(compiler_of "$target" | cut -d ' ' -f 1)" >/dev/null; then
        present="$present $target"
        rm -f "$build/$target"/*
        compile "$target" "" cupola/*.c
    fi
done

row "octets" echo
row "---" echo "---" | sed 's/--- [A-Z][A-Za-z0-9-]*/---/g'
for source in cupola/*.c; do
    name=$(basename "$source" .c)
    row "\`$name\`" module "$name"
done
row "KISS and CRC-16, both ways" linked "$both_ways"
row "the same, \`CUPOLA_CRC_TABLE\`" with_table "$both_ways"
row "with packet header, commands, acknowledgements" linked "$with_commands"
row "static RAM of all modules" all_ram
row "stack to send, from packet header to UART" stack "$sending"
row "stack to receive an octet" stack "$receiving"
row "GCC" version
