// As much of Node as the programs beside this file use, so that its types need not be installed.
declare const process: { argv: string[]; stderr: { write: (text: string) => void } }
