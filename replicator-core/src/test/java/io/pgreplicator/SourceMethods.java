package io.pgreplicator;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The methods of source files and how long they are. Stateless, thread-safe. */
final class SourceMethods {
    private SourceMethods() {}

    /** The methods of more lines than that, each with its file and its lines. */
    static List<String> longerThan(int lines, Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> paths = Files.walk(folder)) {
            List<Path> sources =
                    paths.filter(path -> path.toString().endsWith(".java")).toList();
            var task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            var found = new ArrayList<String>();
            int methods = 0;
            for (CompilationUnitTree unit : task.parse()) {
                var scanner = new Lengths(unit, positions, lines, found);
                scanner.scan(unit, null);
                methods += scanner.methods;
            }
            if (methods == 0) {
                throw new IllegalStateException("no method below " + folder.toAbsolutePath());
            }
            return found;
        }
    }

    private static final class Lengths extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final int limit;
        private final List<String> found;
        private int methods;

        Lengths(CompilationUnitTree unit, SourcePositions positions, int limit, List<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.limit = limit;
            this.found = found;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            methods++;
            long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
            long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
            if (last - first + 1 > limit) {
                found.add(
                        unit.getSourceFile().getName() + " " + method.getName() + ": " + (last - first + 1) + " lines");
            }
            return super.visitMethod(method, null);
        }
    }
}
