// Two compilers' classes lie in one directory and call each other.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
project.logs('Woven classes: 2, async methods: 2, suspension points: 2')
def stdlib = project.jar('org.jetbrains.kotlin', 'kotlin-stdlib')
project.printsWith([stdlib], '9', 'demo.Main')
