package io.deligate.bench.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import one.profiler.AsyncProfiler;

/** Where this process spends its time: {@code .jfr} by the JDK's recorder, anything else by async-profiler. */
abstract sealed class Profile {
    abstract void end() throws IOException;

    /** Begins one that is written to that file when it ends. */
    static Profile start(String file) throws IOException {
        return file.endsWith(".jfr") ? new Jfr(Path.of(file)) : new Sampled(file);
    }

    private static final class Jfr extends Profile {
        private final Recording recording;
        private final Path file;

        Jfr(Path file) throws IOException {
            this.file = file;
            try {
                this.recording = new Recording(Configuration.getConfiguration("profile"));
            } catch (ParseException everyJdkHasIt) {
                throw new IllegalStateException(everyJdkHasIt);
            }
            recording.start();
        }

        @Override
        void end() throws IOException {
            recording.dump(file);
            recording.close();
        }
    }

    /** Collapsed stacks, a flame graph ({@code .html}) or what else async-profiler makes of the file's ending. */
    private static final class Sampled extends Profile {
        private final String file;

        Sampled(String file) throws IOException {
            this.file = file;
            var unused = AsyncProfiler.getInstance().execute("start,event=cpu,interval=1ms,threads");
        }

        @Override
        void end() throws IOException {
            String format = file.endsWith(".html") ? "flamegraph" : "collapsed";
            String written = AsyncProfiler.getInstance().execute("stop," + format + ",file=" + file);
            if (!Files.exists(Path.of(file))) {
                throw new IOException("no profile written: " + written);
            }
        }
    }
}
