package io.deligate.database;

/**
 * The schema of one service; several services may share one database.
 *
 * @param name of the schema
 * @param migrations the folder on the class path that holds what makes it, in Flyway's form
 */
public record Schema(String name, String migrations) {}
