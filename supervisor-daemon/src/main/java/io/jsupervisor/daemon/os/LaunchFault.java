package io.jsupervisor.daemon.os;

/**
 * Why a start failed, to the step: for our log and API, where the classic text says less.
 *
 * @param step {@code looking up the command}, {@code entering the directory}, {@code executing}, …
 * @param errno its name ({@code ENOENT}); empty where no system call failed
 * @param detail a sentence with what, why and the cure
 */
public record LaunchFault(String step, String errno, String detail) {}
