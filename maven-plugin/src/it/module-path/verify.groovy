// Woven classes and their frames run in a named module that exports nothing.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
project.logs('Woven classes: 1, async methods: 1, suspension points: 1')
def modulePath = [new File(basedir, 'target/classes'), project.runtimeJar()].join(File.pathSeparator)
project.has('Hello, module demo', project.java('-p', modulePath, '-m', 'demo/demo.Main'))
