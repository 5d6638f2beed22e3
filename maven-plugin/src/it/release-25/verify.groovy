// Class files of the newest release that the build's JDK must have.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
project.logs('Woven classes: 1, async methods: 2, suspension points: 3')
project.prints('12', 'demo.Main')
