// Sentences for every reason a call can be refused. Total: a new code does not compile without its words.
import type { ErrorCode } from "./generated/ErrorCode";

export interface Words {
  /** What happened, as a heading. */
  title: string;
  /** What the reader can do about it. */
  wayOut: string;
}

export const words: Record<ErrorCode, Words> = {
  notFound: {
    title: "Nothing is at this path",
    wayOut: "The file may have been moved or renamed. Open it again from where it is now.",
  },
  noPermission: {
    title: "The system does not allow reading this",
    wayOut: "Give your user the right to read the file, or copy it to a folder that you own.",
  },
  notAFile: {
    title: "This is not an ordinary file",
    wayOut: "Pipes and devices could block for ever. Save the text to a file and open that.",
  },
  emptyFolder: {
    title: "No twin file in this folder",
    wayOut: "Twin files end in .json, .jsonl or .ndjson. Choose another folder, or open the files one by one.",
  },
  readFailed: {
    title: "Reading stopped half way",
    wayOut: "Check that the disk or network share is still there, then open it again.",
  },
  tooLarge: {
    title: "Larger than one document may be",
    wayOut: "Save many twins as one per line (.jsonl): such files are read piece by piece, whatever their size.",
  },
  notText: {
    title: "This is not text",
    wayOut: "A twin is JSON in UTF-8 or UTF-16. If it is an archive, unpack it first.",
  },
  cancelled: {
    title: "Stopped before the end",
    wayOut: "What was read so far is in the list. Open it again to read the rest.",
  },
  closed: {
    title: "This twin is no longer open",
    wayOut: "Choose another twin in the list, or open its file again.",
  },
  unknownRule: {
    title: "There is no page for this rule",
    wayOut: "The rule may come from another version of Twinscope. The list of rules shows all that this one has.",
  },
  unknownGroup: {
    title: "The twin has no such group or version",
    wayOut: "Choose another group in the tree; a file that was changed meanwhile has to be opened again.",
  },
  changed: {
    title: "The file has changed since it was opened",
    wayOut: "Open it again to see what it says now.",
  },
  badSettings: {
    title: "The settings are wrong, or have changed",
    wayOut: "Mend twinscope.json at the line named below, or look at the settings again: somebody may have changed them.",
  },
  patchUnsound: {
    title: "No patch is offered",
    wayOut: "What was made does not lead from the one twin to the other: a fault of Twinscope. Please report it.",
  },
  notATwin: {
    title: "There is not one twin in it",
    wayOut: "Name a file with the one twin that is to be compared.",
  },
  notWritten: {
    title: "The settings could not be written",
    wayOut: "Give your user the right to write into the folder, or copy its twins to a folder that you own.",
  },
  notSaved: {
    title: "The file could not be written",
    wayOut: "Choose a folder that you own, on a disk with room.",
  },
  openInput: {
    title: "Not written over a file that is open",
    wayOut: "A twin that is open, or a document of the simulator, stands in it. Save under another name.",
  },
  historyLocked: {
    title: "Another program is writing the history",
    wayOut: "Close the other program, or try again in a moment.",
  },
  historyDamaged: {
    title: "The history is damaged",
    wayOut: "Export what can still be read by `twinscope history export`, move the file away, and import the export. Twins open as ever.",
  },
  historyNewer: {
    title: "A newer Twinscope wrote the history",
    wayOut: "Install the newer Twinscope to read it. Twins open as ever.",
  },
  historyUnread: {
    title: "The history could not be read",
    wayOut: "Do what stands below, then try again. Twins open as ever.",
  },
  unknownSnapshot: {
    title: "This snapshot is no longer in the history",
    wayOut: "It may have been pruned meanwhile. Choose another one.",
  },
  notSimulated: {
    title: "This cannot be simulated",
    wayOut: "Mend what is named below; the last answer stays until then.",
  },
  notRemembered: {
    title: "The window could not be remembered",
    wayOut: "Check that there is room on the disk and that your settings folder can be written.",
  },
  notAFolder: {
    title: "This is a file, and a pack is a folder",
    wayOut: "Choose the folder that has pack.json in it.",
  },
  packFaulty: {
    title: "Not all of this pack can be used",
    wayOut: "Mend the files that are named, or go on without their groups. `twinscope schema check` lists every problem.",
  },
  inTheWay: {
    title: "Something is there already",
    wayOut: "Nothing is written over. Choose a folder that is not there yet.",
  },
  benchStopped: {
    title: "The bench hub does not run",
    wayOut: "Start it on the page Bench; what it has is kept from one start to the next.",
  },
  benchPort: {
    title: "A port of the bench hub is taken",
    wayOut: "Another program listens on it, perhaps another bench hub. End that one and try again, or take free ports: devices then need the other address.",
  },
  benchRunning: {
    title: "Another bench hub is running",
    wayOut: "It has the folder with devices and keys, which belongs to one at a time. End that one, in another window or in a terminal, and try again.",
  },
  benchNotStarted: {
    title: "The bench hub could not be started",
    wayOut: "Mend what is named below, then try again. Twins open as ever.",
  },
  benchRefused: {
    title: "The bench hub does not do this",
    wayOut: "Mend what is named, then try again. Nothing was changed.",
  },
  unknownSchema: {
    title: "There is no such schema",
    wayOut: "Check group, direction and version. `twinscope schema list` lists all.",
  },
};

/** For faults of the program itself, which have no code. */
export const unexpectedWords: Words = {
  title: "Something went wrong inside Twinscope",
  wayOut: "Try again. If it happens again, please report it with the detail below.",
};

/** Words for a code, or those for a fault of the program itself. */
export const wordsFor = (code: ErrorCode | "unexpected"): Words => (code === "unexpected" ? unexpectedWords : words[code]);
