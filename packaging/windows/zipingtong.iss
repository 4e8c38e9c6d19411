; The installer for Windows, for one user, without administrator's rights. Run by `py dev.py package`:
;   ISCC /DVersion=1.2.3 /DNumbers=1.2.3.0 /DOut=FOLDER zipingtong.iss
; Inno Setup brings no Chinese texts: those that people see stand below. Documents, backups and settings lie
; elsewhere and are never touched by an uninstall.

#ifndef Version
  #error Version is missing: run py dev.py package
#endif
#define Bundle "..\..\out\package\zipingtong"

[Setup]
AppId={{7C1B6C52-3F0B-4E6B-9E0C-5A505401A001}
AppName=自评通
AppVersion={#Version}
AppVerName=自评通 {#Version}
AppPublisher=自评通 contributors
VersionInfoVersion={#Numbers}
PrivilegesRequired=lowest
DefaultDirName={localappdata}\Programs\zipingtong
DisableDirPage=auto
DisableProgramGroupPage=yes
DefaultGroupName=自评通
OutputDir={#Out}
OutputBaseFilename=zipingtong_{#Version}_setup
SetupIconFile=..\..\out\build\zipingtong.ico
UninstallDisplayIcon={app}\zipingtong.exe
UninstallDisplayName=自评通
LicenseFile=..\..\LICENSE
Compression=lzma2/max
SolidCompression=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
ChangesAssociations=yes
CloseApplications=yes
ShowLanguageDialog=no

[Languages]
Name: "chinese"; MessagesFile: "compiler:Default.isl"

[LangOptions]
LanguageName=简体中文
LanguageID=$0804
DialogFontName=Microsoft YaHei UI
DialogFontSize=9

[Messages]
SetupAppTitle=安装自评通
SetupWindowTitle=安装 - %1
UninstallAppTitle=卸载自评通
UninstallAppFullTitle=卸载 %1
ButtonBack=< 上一步(&B)
ButtonNext=下一步(&N) >
ButtonInstall=安装(&I)
ButtonOK=确定
ButtonCancel=取消
ButtonYes=是(&Y)
ButtonNo=否(&N)
ButtonFinish=完成(&F)
ButtonBrowse=浏览(&B)…
ButtonWizardBrowse=浏览(&R)…
ClickNext=点“下一步”继续，点“取消”退出。
WelcomeLabel1=欢迎安装 [name]
WelcomeLabel2=将在这台电脑上安装 [name/ver]，只装给当前用户，不需要管理员权限。
WizardLicense=许可
LicenseLabel=继续之前请阅读下面的许可。
LicenseLabel3=请阅读下面的许可。接受后才能继续安装。
LicenseAccepted=我接受(&A)
LicenseNotAccepted=我不接受(&D)
WizardSelectDir=安装位置
SelectDirDesc=[name] 装在哪里？
SelectDirLabel3=将装在下面的文件夹里。
SelectDirBrowseLabel=点“下一步”继续；要装在别处，点“浏览”。
DiskSpaceMBLabel=至少需要 [mb] MB 空间。
WizardSelectTasks=附加任务
SelectTasksDesc=还要做什么？
SelectTasksLabel2=请选择安装 [name] 时还要做的事，然后点“下一步”。
WizardReady=准备安装
ReadyLabel1=可以开始安装 [name] 了。
ReadyLabel2a=点“安装”开始；要改前面的选择，点“上一步”。
ReadyLabel2b=点“安装”开始。
ReadyMemoDir=安装位置：
ReadyMemoTasks=附加任务：
WizardPreparing=正在准备
PreparingDesc=正在准备安装 [name]。
WizardInstalling=正在安装
InstallingLabel=正在安装 [name]，请稍候。
FinishedHeadingLabel=[name] 已装好
FinishedLabel=[name] 已装在这台电脑上，从开始菜单打开，或双击 .zpt 文件。
FinishedLabelNoIcons=[name] 已装在这台电脑上。
ClickFinish=点“完成”退出。
RunEntryExec=打开 %1
StatusExtractFiles=正在复制文件…
StatusCreateIcons=正在建立快捷方式…
StatusCreateRegistryEntries=正在登记文件类型…
StatusUninstalling=正在卸载 %1…
ExitSetupTitle=退出安装
ExitSetupMessage=还没有装好，现在退出的话不会安装自评通。可以以后再装。%n%n退出吗？
ConfirmUninstall=要卸载 %1 吗？您的文档、备份和设置都会留下。
UninstallStatusLabel=正在卸载 %1，请稍候。
UninstalledAll=%1 已卸载。您的文档、备份和设置没有动。
UninstalledMost=%1 已卸载，有些文件没能删去，可以手工删除。

[CustomMessages]
NameAndVersion=%1 %2
DesktopIcon=在桌面上放一个图标

[Tasks]
Name: "desktop"; Description: "{cm:DesktopIcon}"; Flags: unchecked

[InstallDelete]
; A newer version brings its own libraries; what an older one left must not be mixed with them.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Bundle}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{userprograms}\自评通"; Filename: "{app}\zipingtong.exe"
Name: "{userdesktop}\自评通"; Filename: "{app}\zipingtong.exe"; Tasks: desktop

[Registry]
Root: HKCU; Subkey: "Software\Classes\.zpt"; ValueType: string; ValueData: "zipingtong.document"; Flags: uninsdeletevalue
Root: HKCU; Subkey: "Software\Classes\zipingtong.document"; ValueType: string; ValueData: "自评通文档"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\zipingtong.document\DefaultIcon"; ValueType: string; ValueData: "{app}\zipingtong.exe,0"
Root: HKCU; Subkey: "Software\Classes\zipingtong.document\shell\open\command"; ValueType: string; ValueData: """{app}\zipingtong.exe"" ""%1"""

[Run]
Filename: "{app}\zipingtong.exe"; Description: "打开自评通"; Flags: nowait postinstall skipifsilent
