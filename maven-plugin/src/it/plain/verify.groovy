// Both programs run without an agent, and the goals say one line each.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
project.logs("Woven classes: 1, async methods: 1, suspension points: 1, in ${new File(basedir, 'target/classes')}")
project.logs("Woven classes: 1, async methods: 1, suspension points: 2, in ${new File(basedir, 'target/test-classes')}")
project.prints('Hello, world', 'demo.Greeting')
project.prints('11', 'demo.GreetingCheck')

project.logs('bobbin:test-weave')
