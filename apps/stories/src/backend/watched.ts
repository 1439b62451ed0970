import type { AwsWorld } from '@windlass/simulator'

/** Lets others look at a world after every call to it. Answers how to say what to do then. */
export function watchCalls(world: AwsWorld): { look(task: () => void): void; forget(): void } {
  let looks: (() => void)[] = []
  const invoke = world.invoke.bind(world)
  world.invoke = async (...call) => {
    try {
      return await invoke(...call)
    } finally {
      for (const look of looks) look()
    }
  }
  return {
    look: (task) => looks.push(task),
    forget: () => {
      looks = []
    },
  }
}
