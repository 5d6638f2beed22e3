// The test runs woven, under Surefire without an agent; the main classes have no part in it.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
project.logs('Woven classes: 1, async methods: 1, suspension points: 1')
project.logs('Tests run: 1, Failures: 0, Errors: 0, Skipped: 0')
project.has([], project.frames('target/classes'))
