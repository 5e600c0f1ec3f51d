package io.deligate.registryservice.command;

/**
 * News of one command from the platform itself.
 *
 * @param code what the caller is told if this ends the command, in the protocol's words
 */
public record Report(CommandId command, Signal signal, long code, String msg) {}
