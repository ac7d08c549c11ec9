//! What may stand behind `twinscope bench`.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct BenchArguments {
    #[command(subcommand)]
    pub(crate) command: BenchCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// Runs an IoT Hub and a Device Provisioning Service on this machine, for real device SDKs and tools
    #[command(after_help = HUB_EXAMPLES)]
    Hub(HubArguments),
}

#[derive(Debug, Args)]
pub(crate) struct HubArguments {
    /// Port of devices: MQTT over TLS; WebSocket and HTTPS work there, too. 0 takes a free one
    #[arg(long, default_value_t = 8883)]
    pub(crate) port: u16,
    /// Port of services: HTTPS of the first hub; further hubs have the ports after it. 0 takes free ones
    #[arg(long, value_name = "PORT", default_value_t = 8443)]
    pub(crate) https_port: u16,
    /// Leaves port 443 alone, which is used besides where the system allows it
    #[arg(long)]
    pub(crate) without_443: bool,
    /// Folder of its state, its authority and its keys; among the user's data where none is named
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Name of a virtual hub; name several to move devices between them
    #[arg(long = "hub", value_name = "NAME")]
    pub(crate) hubs: Vec<String>,
    /// Id scope of the provisioning service
    #[arg(long, value_name = "SCOPE")]
    pub(crate) id_scope: Option<String>,
    /// File or folder with twins that are devices of the first hub from the start, and with enrollments
    #[arg(long, value_name = "DIR")]
    pub(crate) seed: Option<PathBuf>,
    /// Certificate of an authority, PEM: devices that show what it signed may connect, and enrollments refer to it by the
    /// file's name without its ending. Name several by repeating it
    #[arg(long = "ca", value_name = "FILE")]
    pub(crate) authorities: Vec<PathBuf>,
    /// Device of the first hub that is to be there; its connection string is printed. Name several by repeating it
    #[arg(long = "device", value_name = "ID")]
    pub(crate) devices: Vec<String>,
    /// Prints what happens: connections, refusals with their reason, writes, calls
    #[arg(long)]
    pub(crate) log: bool,
    /// Form of the answer: for people, or one JSON object a line, the addresses first
    #[arg(long, value_enum, default_value_t = HubForm::Human)]
    pub(crate) format: HubForm,
    /// Listens on another address than loopback: whoever reaches it, reaches the bench hub
    #[arg(long, value_name = "ADDRESS", requires = "reachable")]
    pub(crate) address: Option<IpAddr>,
    /// Another name by which the bench hub is reached, for its certificate; the machine's own name and addresses are in it
    /// already. Name several by repeating it
    #[arg(long = "name", value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Confirms that others on the network may reach the bench hub
    #[arg(long = "reachable-by-others")]
    pub(crate) reachable: bool,
}

/// Form of what the bench hub says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum HubForm {
    /// Lines to read
    Human,
    /// One JSON object a line
    Json,
}

const HUB_EXAMPLES: &str = "\
Examples:
  twinscope bench hub --seed fixtures/workspace
      Runs until Ctrl-C; prints connection strings and the file of its certificate authority

  twinscope bench hub --device pump-7
      Makes the device pump-7 and prints what its SDK needs to connect

  twinscope bench hub --log
      Says who connects, who is refused and why, and what is written

  twinscope bench hub --port 0 --https-port 0 --data /tmp/bench --format json
      For tests: free ports, a state of its own, addresses as one line of JSON

Devices connect with HostName=HUB;DeviceId=…;SharedAccessKey=…;GatewayHostName=localhost and trust the printed CA file;
HostName=localhost is the first hub. A hub named localhost (--hub localhost) needs no gateway, not even after provisioning.
Services connect with the printed connection strings; keys in them open everything on this bench, so treat them as keys.";
