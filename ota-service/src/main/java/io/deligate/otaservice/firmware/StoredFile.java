package io.deligate.otaservice.firmware;

/** What a stored file is known by. */
public record StoredFile(String md5, String sha256, long size) {}
