// Twice by the plugin, and once more by the agent: woven once.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
project.has(
    ['Woven classes: 1, async methods: 1, suspension points: 1', 'Nothing to weave'],
    project.summaries())
project.logs('[DEBUG] woven: demo.Greeting, async methods 1, suspension points 1, frame classes 1')
project.logs('[DEBUG] woven before: demo.Greeting')

project.prints('Hello, world', 'demo.Greeting')
def classPath = [new File(basedir, 'target/classes'), project.runtimeJar()].join(File.pathSeparator)
def agent = "-javaagent:${project.agentJar()}=verbose"
def both = project.java(agent, '-cp', classPath, 'demo.Greeting')
project.has(true, both.contains('Hello, world'))
// The lambda that main passes to run has no await; so the agent has nothing to weave here.
project.has(false, both.contains('woven demo.'))
