// An async method of one module's jar, which awaits one of the other's; built by two threads.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
def jars = [new File(basedir, 'api/target/api-1.jar'), new File(basedir, 'app/target/app-1.jar')]
project.printsWith(jars, '[Hello, user 1, Hello, user 2]', 'demo.app.Main')
