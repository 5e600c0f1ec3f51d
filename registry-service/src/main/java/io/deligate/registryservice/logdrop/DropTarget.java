package io.deligate.registryservice.logdrop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.ftpserver.ftplet.FtpFile;
import org.jspecify.annotations.Nullable;

/**
 * What the FTP server may do with a name: write to it. Whether such a file is there already is not told.
 *
 * @param name null = the root, which only is
 */
record DropTarget(@Nullable FileName name, @Nullable DropFolder folder) implements FtpFile {
    @Override
    public OutputStream createOutputStream(long offset) throws IOException {
        if (name == null || folder == null || offset != 0) {
            throw new IOException("not a file to write from its beginning");
        }
        return folder.upload(name);
    }

    @Override
    public InputStream createInputStream(long offset) throws IOException {
        throw new IOException("nothing is read here");
    }

    @Override
    public String getAbsolutePath() {
        return "/" + getName();
    }

    @Override
    public String getName() {
        return name == null ? "" : name.value();
    }

    @Override
    public boolean isDirectory() {
        return name == null;
    }

    @Override
    public boolean isFile() {
        return name != null;
    }

    @Override
    public boolean doesExist() {
        return name == null;
    }

    @Override
    public boolean isWritable() {
        return name != null;
    }

    @Override
    public boolean isHidden() {
        return false;
    }

    @Override
    public boolean isReadable() {
        return false;
    }

    @Override
    public boolean isRemovable() {
        return false;
    }

    @Override
    public boolean setLastModified(long time) {
        return false;
    }

    @Override
    public boolean mkdir() {
        return false;
    }

    @Override
    public boolean delete() {
        return false;
    }

    @Override
    public boolean move(FtpFile destination) {
        return false;
    }

    @Override
    public List<? extends FtpFile> listFiles() {
        return List.of();
    }

    @Override
    public String getOwnerName() {
        return "";
    }

    @Override
    public String getGroupName() {
        return "";
    }

    @Override
    public int getLinkCount() {
        return 1;
    }

    @Override
    public long getLastModified() {
        return 0;
    }

    @Override
    public long getSize() {
        return 0;
    }

    @Override
    public @Nullable Object getPhysicalFile() {
        return null;
    }
}
