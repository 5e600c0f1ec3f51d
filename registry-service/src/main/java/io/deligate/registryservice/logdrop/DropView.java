package io.deligate.registryservice.logdrop;

import io.deligate.registryservice.logdrop.DropUsers.DropUser;
import org.apache.ftpserver.ftplet.FileSystemView;
import org.apache.ftpserver.ftplet.FtpFile;
import org.jspecify.annotations.Nullable;

/** One account's view: an empty folder that takes files. */
final class DropView implements FileSystemView {
    private static final DropTarget ROOT = new DropTarget(null, null);

    private final DropUser user;
    private final DropFolder folder;

    DropView(DropUser user, DropFolder folder) {
        this.user = user;
        this.folder = folder;
    }

    @Override
    public FtpFile getHomeDirectory() {
        return ROOT;
    }

    @Override
    public FtpFile getWorkingDirectory() {
        return ROOT;
    }

    @Override
    public boolean changeWorkingDirectory(String path) {
        return isRoot(path);
    }

    /** Null, which the server answers with 550, for everything that is not a file right in the root. */
    @Override
    public @Nullable FtpFile getFile(String path) {
        if (isRoot(path) || user.isOver()) {
            return ROOT;
        }
        return FileName.ofPath(path).map(name -> new DropTarget(name, folder)).orElse(null);
    }

    private static boolean isRoot(String path) {
        return path.equals("/") || path.equals(".") || path.equals("./") || path.isEmpty();
    }

    /** An upload begins at its first byte. */
    @Override
    public boolean isRandomAccessible() {
        return false;
    }

    @Override
    public void dispose() {
        // nothing is held
    }
}
