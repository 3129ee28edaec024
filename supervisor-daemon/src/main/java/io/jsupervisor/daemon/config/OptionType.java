package io.jsupervisor.daemon.config;

/** Turns the text of an option into a value. */
@FunctionalInterface
interface OptionType<T> {
  T parse(String text) throws BadValueException;
}
