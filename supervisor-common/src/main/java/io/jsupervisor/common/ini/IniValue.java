package io.jsupervisor.common.ini;

/**
 * The raw value of an option: lines joined by LF, not expanded.
 *
 * @param at where the option begins
 */
public record IniValue(String text, Location at) {}
